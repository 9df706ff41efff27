/** Takes all of a folder out of the cloud and off the other devices, the folders in it too. */

import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import { chatsUnder } from './keep-tree.ts'
import { setMode } from './set-mode.ts'
import { attempt, isStorageFault } from './storage-fault.ts'
import { takeOut, type TakeOutOutcome, whatHinders } from './take-out.ts'
import type { WriteDeps } from './write.ts'

/** Of a refusal `chatId` is the chat that is in the way. */
export type FolderOutcome =
  | { readonly kind: 'taken' }
  | (Exclude<TakeOutOutcome, { readonly kind: 'taken' | 'missing' }> & { readonly chatId?: ChatId })

/**
 * Nothing is done where one of the chats is not all here. The folder is only here first, so that what
 * is done to the originals afterwards is not held with it; then one transaction a chat.
 */
export const takeOutFolder = async (
  db: ChatDatabase,
  deps: WriteDeps,
  folderId: string,
): Promise<FolderOutcome> => {
  const plan = await attempt(db, () => planOf(db, folderId))
  if (plan.kind !== 'clear') return plan
  const outcome = await setMode(db, deps, {
    of: { entity: 'folder', id: folderId },
    mode: 'device',
  })
  if (outcome.kind !== 'set') return isStorageFault(outcome) ? outcome : { kind: 'lost' }
  for (const chatId of plan.chatIds) {
    const taken = await takeOut(db, deps, chatId)
    // It may have gone meanwhile.
    if (taken.kind !== 'taken' && taken.kind !== 'missing') return { ...taken, chatId }
  }
  return { kind: 'taken' }
}

const planOf = async (db: ChatDatabase, folderId: string) => {
  const { chats } = await chatsUnder(db, folderId)
  const chatIds = chats.map(({ id }) => id)
  for (const chatId of chatIds) {
    const hindrance = await whatHinders(db, chatId)
    if (hindrance !== null) return { ...hindrance, chatId }
  }
  return { kind: 'clear', chatIds } as const
}
