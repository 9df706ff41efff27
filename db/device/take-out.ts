/** Takes a chat out of the cloud and off the other devices: a copy stays here, the original goes to the trash. */

import type { ChatId, MessageId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import { copyOfMessage } from './copy-message.ts'
import type { ChatDatabase } from './database.ts'
import { deleteMany, getMany } from './in-bulk.ts'
import { EDIT_START, listDraftIds } from './drafts.ts'
import { isCreating } from './fold.ts'
import { holdWaiting } from './hold.ts'
import { eachMessage, type Shown } from './messages.ts'
import { isAtServer } from './only-here.ts'
import type { ChatRecord, OutboxEntry } from './records.ts'
import { refold } from './refold.ts'
import { voidFor } from './set-aside.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { idOfStreamed } from './streamed.ts'
import { readSync } from './sync-state.ts'
import { NOT_HELD, placeActs } from './place-acts.ts'
import type { WriteDeps } from './write.ts'

/**
 * - `taken`: `chatId` is the chat that is only here now: the copy, or the chat itself where nobody else
 *   had it.
 * - `text_missing`, `files_missing`: it is not all on this device, so nothing was done. `busy`: a reply
 *   is being written in it. `on_its_way`: nobody knows yet whether the server has it. `missing`: there
 *   is no such chat, or it is in the trash.
 */
export type TakeOutOutcome =
  | { readonly kind: 'taken'; readonly chatId: ChatId }
  | { readonly kind: 'missing' }
  | Hindrance
  | StorageFault

export type Hindrance =
  | { readonly kind: 'text_missing' | 'busy' | 'on_its_way' }
  | { readonly kind: 'files_missing'; readonly count: number }

/**
 * One transaction. The original goes with the count of the messages that this device has seen: if
 * another one wrote more meanwhile, it comes back and the person is asked (law D1). What waited of it
 * is in the copy, and is not sent.
 */
export const takeOut = (
  db: ChatDatabase,
  deps: WriteDeps,
  chatId: ChatId,
): Promise<TakeOutOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<TakeOutOutcome> => {
      const chat = await db.chats.get(chatId)
      if (chat === undefined || chat.isDeleted || chat.isPurged) return { kind: 'missing' }
      const atServer = await isAtServer(db, { entity: 'chat', id: chatId })
      if (atServer === 'unknown') return { kind: 'on_its_way' }
      if (atServer === 'none') {
        await db.keeping.put({ id: chatId, mode: 'device', entity: 'chat', from: 'person' })
        await holdWaiting(db, [{ entity: 'chat', id: chatId }])
        return { kind: 'taken', chatId }
      }
      const messages = await messagesOf(db, chatId)
      const hindrance = await hindranceOf(db, chatId, messages)
      if (hindrance !== null) return hindrance
      await countOnNoServer(db, messages)
      const copyId = await copy(db, deps, { chat, messages })
      await letGoUnsent(db, chatId)
      const deletion: ChangeDraft = { kind: 'chat.set', chatId, field: 'deleted', value: true }
      await placeActs(db, deps, { acts: [deletion], holdingAt: () => NOT_HELD })
      return { kind: 'taken', chatId: copyId }
    }),
  )

const messagesOf = async (db: ChatDatabase, chatId: ChatId): Promise<readonly Shown[]> => {
  const messages: Shown[] = []
  await eachMessage(db, chatId, (some) => void messages.push(...some))
  return messages
}

/** Why it could not be taken out now; null: it could. */
export const whatHinders = async (db: ChatDatabase, chatId: ChatId): Promise<Hindrance | null> => {
  const atServer = await isAtServer(db, { entity: 'chat', id: chatId })
  if (atServer === 'none') return null
  return atServer === 'unknown'
    ? { kind: 'on_its_way' }
    : hindranceOf(db, chatId, await messagesOf(db, chatId))
}

const hindranceOf = async (
  db: ChatDatabase,
  chatId: ChatId,
  messages: readonly Shown[],
): Promise<Hindrance | null> => {
  const [body, sync, streamed] = await Promise.all([
    db.bodies.get(chatId),
    readSync(db),
    db.drafts.get(idOfStreamed(chatId)),
  ])
  const isReading = sync.left !== 0
  if (isReading || body?.state === 'dropped' || body?.state === 'fetching')
    return { kind: 'text_missing' }
  if (streamed !== undefined) return { kind: 'busy' }
  const files = await filesOf(db, messages)
  const count = files.filter((file) => file === undefined).length
  return count > 0 ? { kind: 'files_missing', count } : null
}

const filesOf = (db: ChatDatabase, messages: readonly Shown[]) => {
  const named = messages.flatMap((message) =>
    message.isDeleted ? [] : message.attachments.map(({ sha256 }) => sha256),
  )
  return getMany(db.attachments, [...new Set(named)])
}

/** From now on none is taken to have the files of these. */
const countOnNoServer = async (db: ChatDatabase, messages: readonly Shown[]): Promise<void> => {
  const files = await filesOf(db, messages)
  await db.attachments.bulkPut(files.flatMap((file) => (file ? [{ ...file, isSent: 0 }] : [])))
}

interface Original {
  readonly chat: ChatRecord
  readonly messages: readonly Shown[]
}

const copy = async (
  db: ChatDatabase,
  deps: WriteDeps,
  { chat, messages }: Original,
): Promise<ChatId> => {
  const chatId: ChatId = idOf(deps.newId())
  const ids = new Map<string, MessageId>(
    messages.map((message) => [message.id, idOf(deps.newId())]),
  )
  const { title, timestamp, parentChatId, branchFromMessageId, folderId, pinned, archived } = chat
  const origin = { parentChatId, branchFromMessageId, folderId }
  const acts: ChangeDraft[] = [
    { kind: 'chat.create', chat: { id: chatId, title, timestamp, pinned, archived, ...origin } },
  ]
  for (const message of messages) {
    const id = ids.get(message.id)
    if (id === undefined) continue
    const parentId = message.parentId === null ? null : (ids.get(message.parentId) ?? null)
    acts.push({ kind: 'message.append', message: copyOfMessage(message, { id, chatId, parentId }) })
    if (message.isDeleted)
      acts.push({ kind: 'message.set', chatId, messageId: id, field: 'deleted', value: true })
  }
  await db.keeping.put({ id: chatId, mode: 'device', entity: 'chat', from: 'person' })
  await placeActs(db, deps, { acts, holdingAt: () => ({ isHeld: true }) })
  await moveDesk(db, { chatId: chat.id, copyId: chatId, ids })
  return chatId
}

interface Moving {
  readonly chatId: ChatId
  readonly copyId: ChatId
  readonly ids: ReadonlyMap<string, MessageId>
}

/** What is being typed, and which branch is looked at, go on in the copy. */
const moveDesk = async (db: ChatDatabase, { chatId, copyId, ids }: Moving): Promise<void> => {
  const [draft, branch] = await Promise.all([db.drafts.get(chatId), db.branches.get(chatId)])
  if (draft !== undefined) {
    await db.drafts.put({ ...draft, id: copyId, chatId: copyId })
    await db.drafts.delete(chatId)
  }
  for (const id of await listDraftIds(db, EDIT_START)) {
    const edited = ids.get(id.slice(EDIT_START.length))
    const text = edited === undefined ? undefined : await db.drafts.get(id)
    if (text === undefined) continue
    await db.drafts.put({ ...text, id: `${EDIT_START}${edited}`, chatId: copyId })
    await db.drafts.delete(id)
  }
  const leafId = branch && ids.get(branch.leafId)
  if (leafId !== undefined) await db.branches.put({ chatId: copyId, leafId })
}

/** All of it is in the copy but refused settings of what the server has: those stay, and are told. */
const letGoUnsent = async (db: ChatDatabase, chatId: ChatId): Promise<void> => {
  const { deviceId } = await readSync(db)
  const ofState = (state: OutboxEntry['state']) =>
    db.outbox.where('[chatId+state]').equals([chatId, state]).toArray()
  const waiting = (await ofState('waiting')).filter((entry) => entry.order > 0)
  const parked = (await ofState('parked')).filter(isCreating)
  const gone = [...waiting, ...parked, ...(await ofState('held'))]
  await db.outbox.bulkPut(waiting.map(voidFor))
  await deleteMany(
    db.outbox,
    gone.map((entry) => entry.changeId),
  )
  await db.keeping.delete(chatId)
  const rowKeys = new Set(gone.map((entry) => entry.rowKey))
  await refold(db, { deviceId, rowKeys, completeAt: null })
}
