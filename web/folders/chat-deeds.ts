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

/** Written in one step without anybody noticing; ten thousand at once would hold the page up for seconds. */
const AT_ONCE = 250

/** Step by step, until one is not stored. */
const writeAll = async (write: Doer['write'], drafts: readonly ChangeDraft[]): Promise<void> => {
  for (let at = 0; at < drafts.length; at += AT_ONCE)
    if (!(await write(drafts.slice(at, at + AT_ONCE)))) return
}

/** The chats as they were that are otherwise now, and whether that is all of them. */
const setEach = async (
  { database, write }: Doer,
  chatIds: readonly ChatId[],
  deed: Deed,
): Promise<{ readonly changed: readonly ChatRecord[]; readonly isAll: boolean }> => {
  const changed: ChatRecord[] = []
  for (let at = 0; at < chatIds.length; at += AT_ONCE) {
    const chats = await readChats(database, chatIds.slice(at, at + AT_ONCE))
    const changing = chats.filter((chat) => formerOf(chat, deed).value !== deed.value)
    if (changing.length > 0 && !(await write(changing.map(({ id }) => setOn(id, deed)))))
      return { changed, isAll: false }
    changed.push(...changing)
  }
  return { changed, isAll: true }
}

/**
 * Whether all of it is stored. Chats that are so already are left alone, and nothing is said of them;
 * where storing ended halfway, what is done is told, and can be undone.
 */
export const setOnAll = async (
  doer: Doer,
  chatIds: readonly ChatId[],
  deed: Deed,
): Promise<boolean> => {
  const { changed, isAll } = await setEach(doer, chatIds, deed)
  if (changed.length === 0) return isAll
  const folder =
    deed.field === 'folderId' && deed.value !== null
      ? await readFolder(doer.database, deed.value)
      : undefined
  const undo = changed.map((chat) => setOn(chat.id, formerOf(chat, deed)))
  showToast({
    id: 'chat-deed',
    text: deedWords(deed, changed.length, folder?.name),
    action: { label: 'Undo', run: () => void writeAll(doer.write, undo) },
    durationMs: UNDO_FOR_MS,
  })
  return isAll
}
