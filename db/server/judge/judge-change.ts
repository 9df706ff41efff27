/** One parsed change, to the judge of its kind. */

import type { ChangeBody } from '../../protocol/change.ts'
import { judgeChatCreate, judgeChatSet } from './judge-chat.ts'
import { judgeResolve } from './judge-conflict.ts'
import { judgeFolderCreate, judgeFolderSet } from './judge-folder.ts'
import { judgeAppend, judgeMessageSet } from './judge-message.ts'
import { judgeFolderPurge, judgePurge } from './judge-purge.ts'
import { judgeRestore } from './judge-restore.ts'
import type { Edit, Ruling, Working } from './working.ts'

/** One case a kind: the switch is the table. */
// oxlint-disable-next-line complexity
export const judgeChange = (
  working: Working,
  body: Exclude<ChangeBody, { kind: 'void' }>,
  edit: Edit,
): Ruling => {
  switch (body.kind) {
    case 'chat.create':
      return judgeChatCreate(working, body, edit)
    case 'chat.set':
      return judgeChatSet(working, body, edit)
    case 'chat.purge':
      return judgePurge(working, body.chatId, edit)
    case 'message.append':
      return judgeAppend(working, body, edit)
    case 'message.set':
      return judgeMessageSet(working, body, edit)
    case 'folder.create':
      return judgeFolderCreate(working, body, edit)
    case 'folder.set':
      return judgeFolderSet(working, body, edit)
    case 'folder.purge':
      return judgeFolderPurge(working, body.folderId, edit)
    case 'conflict.resolve':
      return judgeResolve(working, body)
    case 'restore':
      return judgeRestore(working, body, edit)
  }
}
