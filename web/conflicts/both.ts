/** What has to be made so that both values of a conflict stay: a copy, a second folder, another version. */

import { isTextAway } from '../../db/device/text-away.ts'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { readChat } from '../../db/device/chats.ts'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readWindow } from '../../db/device/messages.ts'
import { newId } from '../../db/device/new-id.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from '../../db/protocol/limits.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { branchChat } from '../chats/branch-chat.ts'
import { copyTitle } from './conflict-words.ts'
import { sidesOf, type KnownDevices, type Side } from './sides.ts'

/** The side that does not stand: what stands needs nothing. */
const otherOf = (line: ConflictLine, devices: KnownDevices): Side | undefined =>
  sidesOf(line, devices).find(({ choice }) => choice === 'lost')

/** What keeping both would do, in words; null where both cannot be kept. */
export const bothWords = (line: ConflictLine, devices: KnownDevices): string | null => {
  const other = otherOf(line, devices)
  if (other === undefined || typeof other.value !== 'string') return null
  if (line.field === 'title')
    return `Adds a copy of this chat named “${copyTitle(other, MAX_TITLE_LENGTH)}”.`
  if (line.field === 'name') return `Adds a second folder named “${other.value}”.`
  return line.field === 'content'
    ? 'Adds the other text as a version beside this one; the arrows at the message switch between them.'
    : null
}

/** Null where the other cannot be made: the text of the chat is not on this device. */
export const draftsForBoth = async (
  database: ChatDatabase,
  line: ConflictLine,
  devices: KnownDevices,
): Promise<readonly ChangeDraft[] | null> => {
  const other = otherOf(line, devices)
  if (other === undefined || typeof other.value !== 'string') return null
  // The version is made where the message is: whoever writes the answer has found it.
  if (line.field === 'content') return []
  if (line.field === 'title')
    return copyOfChat(database, line.entityId, copyTitle(other, MAX_TITLE_LENGTH))
  const folder = await database.folders.get(line.entityId)
  const name = other.value.slice(0, MAX_NAME_LENGTH)
  return [
    {
      kind: 'folder.create',
      folder: { id: idOf(newId()), name, parentId: folder?.parentId ?? null },
    },
  ]
}

/** With the branch that is looked at, in the same folder, linked to where it comes from. */
const copyOfChat = async (
  database: ChatDatabase,
  from: string,
  title: string,
): Promise<readonly ChangeDraft[] | null> => {
  const origin = await readChat(database, idOf(from))
  if (origin === undefined || origin.isPurged) return null
  const { messages: path } = await readWindow(database, { chatId: origin.id, limit: Infinity })
  const isElsewhere = isTextAway(await database.bodies.get(origin.id))
  if (isElsewhere || (path.length === 0 && origin.messageCount > 0)) return null
  const { folderId } = origin
  const chatId: ChatId = idOf(newId())
  const now = Date.now()
  const copy = branchChat({ chatId, title, path, now, folderId, newId: () => idOf(newId()) })
  if (copy.length > 0) return copy
  const parentChatId = origin.id
  return [
    { kind: 'chat.create', chat: { id: chatId, title, timestamp: now, parentChatId, folderId } },
  ]
}
