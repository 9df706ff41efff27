/** One thing done with several chats at once, as one act with one way back. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { readChats } from '../../db/device/chats.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readFolder } from '../../db/device/folders.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { showToast } from '../ui/toasts.ts'
import { deedWords, type Deed } from './deed-words.ts'

const UNDO_FOR_MS = 10_000

interface Doer {
  readonly database: ChatDatabase
  readonly write: (drafts: readonly ChangeDraft[]) => Promise<boolean>
}

const setOn = (chatId: ChatId, deed: Deed): ChangeDraft => ({ kind: 'chat.set', chatId, ...deed })

const formerOf = (chat: ChatRecord, { field }: Deed): Deed => {
  if (field === 'folderId') return { field, value: chat.folderId }
  return { field, value: field === 'deleted' ? chat.isDeleted : chat[field] }
}

/** Whether it is stored. Chats that are so already are left alone, and nothing is said of them. */
export const setOnAll = async (
  { database, write }: Doer,
  chatIds: readonly ChatId[],
  deed: Deed,
): Promise<boolean> => {
  const chats = await readChats(database, chatIds)
  const changing = chats.filter((chat) => formerOf(chat, deed).value !== deed.value)
  if (changing.length === 0) return true
  if (!(await write(changing.map(({ id }) => setOn(id, deed))))) return false
  const folder =
    deed.field === 'folderId' && deed.value !== null
      ? await readFolder(database, deed.value)
      : undefined
  const undo = changing.map((chat) => setOn(chat.id, formerOf(chat, deed)))
  showToast({
    id: 'chat-deed',
    text: deedWords(deed, changing.length, folder?.name),
    action: { label: 'Undo', run: () => void write(undo) },
    durationMs: UNDO_FOR_MS,
  })
  return true
}
