/** Refused changes: kept and shown, sent again or let go only when the person says so. */

import type { ChangeBody } from '../protocol/change.ts'
import { CHANGE_FAULTS, type ChangeFault } from '../protocol/fault.ts'
import type { ChangeId, ChatId, MessageId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { dependentsOf, makersOf, relatives } from './dependents.ts'
import { isCreating } from './fold.ts'
import { holdWaiting, keptOwners } from './hold.ts'
import { entriesIn } from './outbox.ts'
import type { OutboxEntry } from './records.ts'
import { refold } from './refold.ts'
import { setAside } from './set-aside.ts'
import { readSync } from './sync-state.ts'
import type { WriteDeps } from './write.ts'
import { writeActs } from './write-acts.ts'

/**
 * Sends parked entries again, with whatever they depend on and whatever depends on them: new change
 * ids and numbers, in the order they were written. What sets a field of a row that the server has is
 * written anew, on top of the value shown now. What was erased for good takes nothing more. Resolves to
 * how many are waiting again, or held where their chat or folder is only on this device.
 */
export const retry = async (
  db: ChatDatabase,
  deps: WriteDeps,
  changeIds: readonly ChangeId[] | 'all',
): Promise<number> =>
  db.transaction('rw', db.tables, async () => {
    const asked =
      changeIds === 'all'
        ? await entriesIn(db, 'parked').toArray()
        : await entriesAmong(db, changeIds, 'parked')
    const chosen = asked.filter(isWelcome)
    const family = (await relatives(db, chosen, 'parked')).filter(isWelcome)
    const roots = unique([...chosen, ...chosen.flatMap((entry) => makersOf(entry, family))])
    const all = unique([...roots, ...dependentsOf(roots, family)])
    const made = new Set(family.filter(isCreating).map((entry) => entry.rowKey))
    const isRemade = (entry: OutboxEntry): boolean => isCreating(entry) || made.has(entry.rowKey)
    const remade = all.filter(isRemade)
    await remake(db, deps, remade)
    let count = remade.length
    for (const entry of all) if (!isRemade(entry)) count += await rewrite(db, deps, entry)
    await holdWaiting(db, await keptOwners(db, remade))
    return count
  })

/** To what was erased for good nothing can be added; its words, which may have been only here, stay. */
const isWelcome = ({ fault }: OutboxEntry): boolean => fault?.code !== 'purged'

/** The same change under a new id and number; what was made on top of it names the new id. */
const remake = async (
  db: ChatDatabase,
  deps: WriteDeps,
  entries: readonly OutboxEntry[],
): Promise<void> => {
  const sync = await readSync(db)
  const renamed = new Map<string, ChangeId>()
  let seq = sync.nextSeq
  const waiting = entries.map((entry): OutboxEntry => {
    const changeId = idOf(deps.newId())
    renamed.set(entry.changeId, changeId)
    const { fault: _, strikes: __, ...rest } = entry
    const body = rebased(entry.body, renamed)
    seq += 1
    return { ...rest, changeId, seq: seq - 1, body, state: 'waiting', tries: 0 }
  })
  await db.outbox.bulkDelete(entries.map((entry) => entry.changeId))
  await db.outbox.bulkAdd(waiting)
  await db.sync.put({ ...sync, nextSeq: seq })
  const rowKeys = new Set(entries.map((entry) => entry.rowKey))
  await refold(db, { deviceId: sync.deviceId, rowKeys, completeAt: null })
}

const rebased = (body: ChangeBody, renamed: ReadonlyMap<string, ChangeId>): ChangeBody => {
  if (!('base' in body) || body.base === null) return body
  const changeId = renamed.get(body.base.changeId)
  return changeId === undefined ? body : { ...body, base: { changeId } }
}

/** A refused set as a new act of the person; it stays parked where its row is gone. */
const rewrite = async (db: ChatDatabase, deps: WriteDeps, entry: OutboxEntry): Promise<number> => {
  const draft = draftOf(entry.body, entry.chatId)
  if (draft === null) return 0
  await letGo(db, [entry])
  const outcome = await writeActs(db, deps, [draft])
  if (outcome.kind === 'written') return outcome.changeIds.length
  await db.outbox.add(entry)
  return 0
}

/** Only what sets something on a row that exists can be an act anew. */
const draftOf = (body: ChangeBody, chatId: ChatId | undefined): ChangeDraft | null => {
  if (body.kind === 'message.set') return chatId === undefined ? null : { ...body, chatId }
  const isAct =
    body.kind === 'chat.set' ||
    body.kind === 'folder.set' ||
    body.kind === 'conflict.resolve' ||
    body.kind === 'chat.purge' ||
    body.kind === 'folder.purge'
  return isAct ? body : null
}

/**
 * Lets parked entries go for good, with the parked ones that cannot live without them; the rows show
 * the server's values again. Resolves to the ids that went; others than parked ones stay.
 */
export const discard = async (
  db: ChatDatabase,
  changeIds: readonly ChangeId[],
): Promise<readonly ChangeId[]> =>
  db.transaction('rw', db.tables, async () => {
    const all = await withDependents(db, changeIds, 'parked')
    await letGo(db, all)
    await leaveBranches(db, all)
    return all.map((entry) => entry.changeId)
  })

const WITHDRAWN: ChangeFault = { code: 'invalid', message: CHANGE_FAULTS.invalid.sentence }

/**
 * The same for entries that still wait: their numbers are given up by `void` changes. Had one reached
 * the server after all, its row comes back with the next page. A row on its way back to a server that
 * lost it is not the person's to withdraw: it stays.
 */
export const withdraw = async (
  db: ChatDatabase,
  changeIds: readonly ChangeId[],
): Promise<readonly ChangeId[]> =>
  db.transaction('rw', db.tables, async () => {
    const chosen = await entriesAmong(db, changeIds, 'waiting')
    await setAside(
      db,
      chosen.map((entry) => ({ entry, fault: WITHDRAWN, isAnswered: false })),
    )
    return discard(
      db,
      chosen.map((entry) => entry.changeId),
    )
  })

/** What `discard`, or for waiting ones `withdraw`, would let go; for asking first. */
export const listDependents = async (
  db: ChatDatabase,
  changeIds: readonly ChangeId[],
  state: 'parked' | 'waiting' = 'parked',
): Promise<readonly ChangeId[]> =>
  db.transaction('r', db.outbox, async () =>
    (await withDependents(db, changeIds, state)).map((entry) => entry.changeId),
  )

/**
 * Parks a waiting change that the server cannot even answer for, with what depends on it; their
 * numbers are given up by `void` changes. False when it does not wait any more.
 */
export const giveUp = async (
  db: ChatDatabase,
  changeId: ChangeId,
  fault: ChangeFault,
): Promise<boolean> =>
  db.transaction('rw', db.tables, async () => {
    const entry = await db.outbox.get(changeId)
    if (entry?.state !== 'waiting') return false
    const { deviceId } = await readSync(db)
    const rowKeys = await setAside(db, [{ entry, fault, isAnswered: false }])
    await refold(db, { deviceId, rowKeys, completeAt: null })
    return true
  })

/** Entries of a person: a row on its way back to a server is not theirs to let go. */
const entriesAmong = async (
  db: ChatDatabase,
  changeIds: readonly ChangeId[],
  state: 'parked' | 'waiting',
): Promise<readonly OutboxEntry[]> => {
  const entries = await db.outbox.bulkGet([...changeIds])
  return entries.flatMap((entry) =>
    entry?.state === state && (state === 'parked' || entry.order > 0) ? [entry] : [],
  )
}

const withDependents = async (
  db: ChatDatabase,
  changeIds: readonly ChangeId[],
  state: 'parked' | 'waiting',
): Promise<readonly OutboxEntry[]> => {
  const chosen = await entriesAmong(db, changeIds, state)
  return [...chosen, ...dependentsOf(chosen, await relatives(db, chosen, state))]
}

const letGo = async (db: ChatDatabase, entries: readonly OutboxEntry[]): Promise<void> => {
  const { deviceId } = await readSync(db)
  await db.outbox.bulkDelete(entries.map((entry) => entry.changeId))
  const rowKeys = new Set(entries.map((entry) => entry.rowKey))
  await refold(db, { deviceId, rowKeys, completeAt: null })
}

/** A branch that was looked at through a discarded message is looked at through what it answered. */
const leaveBranches = async (db: ChatDatabase, entries: readonly OutboxEntry[]): Promise<void> => {
  const parents = new Map<string, MessageId | null>()
  for (const { body } of entries)
    if (body.kind === 'message.append') parents.set(body.message.id, body.message.parentId)
  const chatIds = new Set(entries.flatMap((entry) => entry.chatId ?? []))
  for (const branch of await db.branches
    .where('chatId')
    .anyOf([...chatIds])
    .toArray()) {
    let leafId: MessageId | null = branch.leafId
    while (leafId !== null && parents.has(leafId)) leafId = parents.get(leafId) ?? null
    if (leafId === null) await db.branches.delete(branch.chatId)
    else await db.branches.put({ ...branch, leafId })
  }
}

const unique = (entries: readonly OutboxEntry[]): readonly OutboxEntry[] =>
  [...new Map(entries.map((entry) => [entry.changeId, entry])).values()].toSorted(
    (a, b) => a.order - b.order,
  )
