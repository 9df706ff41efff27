/** The app's only pen: a person's act becomes rows and outbox entries in one transaction. */

import type { Table } from 'dexie'
import type { ChangeId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { clearDesk, type DeskPlan, layDesk, type MessagePlace, place } from './desk.ts'
import { eraseHeld, holdWaiting } from './hold.ts'
import { type Holding, isMove, NOT_HELD, readHolds } from './holds.ts'
import { keepTrees } from './keep-tree.ts'
import { countSeen } from './seen.ts'
import { isAllAnswered } from './numbers.ts'
import { type Batch, batchOfNew } from './outbox.ts'
import { resolveDraft } from './resolve-draft.ts'
import { rowKey } from '../protocol/row-key.ts'
import { storableDraft } from './storable.ts'
import { attempt } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

/** Clock (ms) and ids of whoever writes. */
export interface WriteDeps {
  readonly now: () => number
  readonly newId: () => string
  /** Called the moment it is durable, before the screen begins to read it: for what must not wait behind. */
  readonly onStored?: (outcome: WriteOutcome) => void
}

/**
 * - `written`: stored, durable, and in the outbox; one id a change, none where the value stood already.
 *   `next`: what `peek` would read now, where these changes are all there is to send; null: it must look.
 * - `too_large`: `rowKey` holds more than a message may. `missing`: there is no such row to change.
 * - `no_space`: the browser's quota is used up. `closed`: the database belongs to a newer page now,
 *   or was moved into an account. `lost`: the browser's storage does not answer, tried again as it was.
 *   In all five nothing at all is stored.
 */
export type WriteOutcome =
  | {
      readonly kind: 'written'
      readonly changeIds: readonly ChangeId[]
      readonly next: Batch | null
    }
  | { readonly kind: 'too_large' | 'missing'; readonly rowKey: string }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost' }

/**
 * Writes one act, or several that belong together: ONE transaction over rows, shadow, outbox and the
 * sync row, all or nothing. Titles are cut and text is made storable here, so that no change is ever
 * refused for its form. The caller lets the sync follow.
 */
export const write = async (
  db: ChatDatabase,
  deps: WriteDeps,
  drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  const acts = (isList(drafts) ? drafts : [drafts]).map(storableDraft)
  const tables = tablesOf(db, acts)
  return attempt(db, () =>
    db.transaction('rw', tables, async ({ idbtrans }) => {
      const outcome = await writeActs(db, deps, acts)
      if (deps.onStored !== undefined) onComplete(idbtrans, () => deps.onStored?.(outcome))
      return outcome
    }),
  )
}

/** As few as can be: whoever reads another one does not wait. */
const tablesOf = (db: ChatDatabase, acts: readonly ChangeDraft[]): Table[] => {
  if (acts.some(isWide)) return [...db.tables]
  const tables: Table[] = [db.chats, db.messages, db.folders, db.conflicts, db.shadow, db.outbox]
  tables.push(db.sync, db.attachments, db.drafts, db.branches, db.keeping)
  if (acts.some((act) => act.kind === 'message.set')) tables.push(db.blocks)
  return tables
}

/** Acts that may change what is kept on this device alone, and with it what waits already. */
const isWide = (act: ChangeDraft): boolean =>
  act.kind === 'chat.purge' ||
  act.kind === 'folder.purge' ||
  act.kind === 'conflict.resolve' ||
  isMove(act)

/**
 * The same as part of a transaction that its caller has begun; nothing is put before all is decided.
 * What is written to a chat or folder that is only on this device is held.
 */
export const writeActs = async (
  db: ChatDatabase,
  deps: WriteDeps,
  acts: readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  const holds = await readHolds(db, acts)
  if (holds === null) return placeActs(db, deps, { acts, holdingAt: () => NOT_HELD })
  const holdingAt = (at: number): Holding => holds.each[at] ?? NOT_HELD
  const outcome = await placeActs(db, deps, { acts, holdingAt })
  if (outcome.kind !== 'written') return outcome
  await db.keeping.bulkPut([...holds.news])
  if (holds.moved.length > 0) await holdWaiting(db, await keepTrees(db, holds.moved))
  if (holds.erased.length > 0) await eraseHeld(db, holds.erased)
  return outcome
}

interface Placing {
  readonly acts: readonly ChangeDraft[]
  readonly holdingAt: (at: number) => Holding
}

/** Acts of which it is known whether they are only for this device. */
export const placeActs = async (
  db: ChatDatabase,
  deps: WriteDeps,
  { acts, holdingAt }: Placing,
): Promise<WriteOutcome> => {
  const desk = await layDesk(db, readSync(db), planOf(acts))
  if (desk.sync.movedTo !== null) return { kind: 'closed' }
  const isFirst = isAllAnswered(desk.sync)
  const seen = await countSeen(db, desk, chatsToDelete(acts))
  const changeIds: ChangeId[] = []
  for (const [at, act] of acts.entries()) {
    const resolved = resolveDraft(desk, act, seen)
    if (resolved.kind === 'unchanged') continue
    if (resolved.kind !== 'change') return { kind: resolved.kind, rowKey: resolved.rowKey }
    const changeId = idOf(deps.newId())
    const { isHeld, ...owner } = holdingAt(at)
    const target = { ...resolved.target, ...owner }
    place(desk, { ...target, changeId, editedAt: deps.now(), body: resolved.body }, isHeld)
    changeIds.push(changeId)
  }
  await Promise.all([clearDesk(db, desk), keepFiles(db, deps, acts)])
  const next = isFirst ? batchOfNew(desk.sync, desk.entries) : null
  return { kind: 'written', changeIds, next }
}

/** On the way down to the transaction an event has not reached Dexie, whose live queries start with it. */
const onComplete = (transaction: IDBTransaction, act: () => void): void => {
  const { db } = transaction
  const over = new AbortController()
  transaction.addEventListener('abort', () => over.abort(), { signal: over.signal })
  const listen = ({ target }: Event): void => {
    if (target !== transaction) return
    over.abort()
    act()
  }
  db.addEventListener('complete', listen, { capture: true, signal: over.signal })
}

const isList = (drafts: ChangeDraft | readonly ChangeDraft[]): drafts is readonly ChangeDraft[] =>
  Array.isArray(drafts)

const chatsToDelete = (acts: readonly ChangeDraft[]): readonly string[] =>
  acts.flatMap((act) =>
    act.kind === 'chat.set' && act.field === 'deleted' && act.value ? [act.chatId] : [],
  )

/** Blobs of new attachments stay, drafts that became messages go. */
const keepFiles = async (
  db: ChatDatabase,
  deps: WriteDeps,
  acts: readonly ChangeDraft[],
): Promise<void> => {
  const appends = acts.filter((act) => act.kind === 'message.append')
  const files = appends.flatMap((act) => act.files ?? [])
  const known = await db.attachments.bulkGet(files.map((file) => file.sha256))
  const news = files.filter((_, at) => known[at] === undefined)
  const addedAt = deps.now()
  await db.attachments.bulkPut(
    news.map(({ sha256, mime, size, bytes }) => ({
      sha256,
      mime,
      size,
      bytes,
      isSent: 0,
      addedAt,
    })),
  )
  await db.drafts.bulkDelete(appends.flatMap((act) => act.fromDraft ?? []))
}

const planOf = (acts: readonly ChangeDraft[]): DeskPlan => ({
  keptKeys: new Set(acts.map(keptKey)),
  messages: acts.flatMap((act): readonly MessagePlace[] => {
    if (act.kind === 'message.append')
      return [{ messageId: act.message.id, chatId: act.message.chatId, isNew: true }]
    return act.kind === 'message.set' ? [{ ...act, isNew: false }] : []
  }),
})

/** The chat, folder or conflict that an act reads: for a message its chat. */
const keptKey = (act: ChangeDraft): string => {
  switch (act.kind) {
    case 'chat.create':
      return rowKey('chat', act.chat.id)
    case 'message.append':
      return rowKey('chat', act.message.chatId)
    case 'chat.set':
    case 'chat.purge':
    case 'message.set':
      return rowKey('chat', act.chatId)
    case 'folder.create':
      return rowKey('folder', act.folder.id)
    case 'folder.set':
    case 'folder.purge':
      return rowKey('folder', act.folderId)
    case 'conflict.resolve':
      return rowKey('conflict', act.conflictId)
  }
}
