/** Chats written before signing in become the account's: copied change by change, then the local database goes. */

import type { ChatDatabase } from './database.ts'
import type { KeepingRecord } from './keeping.ts'
import { clearDesk, type DeskPlan, layDesk, place } from './desk.ts'
import { holdWaiting } from './hold.ts'
import type { AttachmentRecord, DraftRecord, OutboxEntry } from './records.ts'
import { splitRowKey } from './row-target.ts'
import { rowKey } from '../protocol/row-key.ts'
import { attempt } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

export type AdoptOutcome =
  | { readonly kind: 'adopted'; readonly changes: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost' }

/** Changes taken over in one transaction; between two of them a crash costs nothing. */
const STRIDE = 1000

/**
 * Takes everything of `localDb` into `userDb`: changes keep their ids, times and order, so that doing
 * it again after being cut off anywhere adds nothing twice, and held ones stay held. Ends by deleting `localDb`, from which
 * other pages are told to turn away; what they still wrote to it until then is taken over as well.
 */
export const adoptLocal = async (
  localDb: ChatDatabase,
  userDb: ChatDatabase,
): Promise<AdoptOutcome> => {
  const outcome = await attempt([localDb, userDb], async (): Promise<AdoptOutcome> => {
    const { deviceId } = await readSync(localDb)
    let changes = 0
    let isMoved = false
    while (!isMoved) {
      const after = (await readSync(userDb)).adopted[deviceId] ?? 0
      const entries = await localDb.outbox.where('order').above(after).limit(STRIDE).toArray()
      const keeping = await localDb.keeping.toArray()
      changes += await takeOver(userDb, deviceId, { entries, keeping })
      if (entries.length === 0) {
        await takeFiles(localDb, userDb)
        isMoved = await markMoved(localDb, userDb.name, { after, keeping })
      }
    }
    return changes === 0 ? { kind: 'nothing' } : { kind: 'adopted', changes }
  })
  if (outcome.kind === 'adopted' || outcome.kind === 'nothing')
    await localDb.delete({ disableAutoOpen: true })
  return outcome
}

interface Stretch {
  readonly entries: readonly OutboxEntry[]
  /** What is only on this device stays so in the account. */
  readonly keeping: readonly KeepingRecord[]
}

/** One transaction of `userDb`: the entries with new numbers, and how far this has come. */
const takeOver = async (
  userDb: ChatDatabase,
  localDeviceId: string,
  { entries, keeping }: Stretch,
): Promise<number> => {
  if (entries.length + keeping.length === 0) return 0
  return userDb.transaction('rw', userDb.tables, async () => {
    const sync = await readSync(userDb)
    const done = sync.adopted[localDeviceId] ?? 0
    const present = await userDb.outbox.bulkGet(entries.map((entry) => entry.changeId))
    const news = entries.filter(
      (entry, at) => entry.order > done && entry.state !== 'void' && present[at] === undefined,
    )
    const adopted = { ...sync.adopted, [localDeviceId]: Math.max(done, entries.at(-1)?.order ?? 0) }
    const desk = await layDesk(userDb, { ...sync, adopted }, planOf(news))
    for (const { changeId, editedAt, body, rowKey: key, chatId, state } of news) {
      const prepared = { changeId, editedAt, body, rowKey: key, ...(chatId && { chatId }) }
      place(desk, prepared, state === 'held')
    }
    await clearDesk(userDb, desk)
    await userDb.sync.put(desk.sync)
    await userDb.keeping.bulkPut([...keeping])
    if (keeping.length > 0) await holdWaiting(userDb, keeping)
    return news.length
  })
}

const isOfMessage = (entry: OutboxEntry): boolean => splitRowKey(entry.rowKey).entity === 'message'

const planOf = (entries: readonly OutboxEntry[]): DeskPlan => {
  return {
    keptKeys: new Set([
      ...entries.filter((entry) => !isOfMessage(entry)).map((entry) => entry.rowKey),
      ...entries.flatMap(({ chatId }) => (chatId === undefined ? [] : [rowKey('chat', chatId)])),
    ]),
    messages: entries.filter(isOfMessage).flatMap(({ rowKey: key, chatId, body }) => ({
      messageId: splitRowKey(key).id,
      chatId: chatId ?? '',
      isNew: body.kind === 'message.append',
    })),
  }
}

/** Blobs and drafts; a draft that stands under the same name in the account keeps its text as well. */
const takeFiles = async (localDb: ChatDatabase, userDb: ChatDatabase): Promise<void> => {
  const files: readonly AttachmentRecord[] = await localDb.attachments.toArray()
  const drafts: readonly DraftRecord[] = await localDb.drafts.toArray()
  if (files.length + drafts.length === 0) return
  await userDb.transaction('rw', userDb.attachments, userDb.drafts, async () => {
    const known = await userDb.attachments.bulkGet(files.map((file) => file.sha256))
    await userDb.attachments.bulkAdd(files.filter((_, at) => known[at] === undefined))
    const standing = await userDb.drafts.bulkGet(drafts.map((draft) => draft.id))
    await userDb.drafts.bulkPut(drafts.map((draft, at) => joined(standing[at], draft)))
  })
}

const joined = (standing: DraftRecord | undefined, taken: DraftRecord): DraftRecord => {
  if (standing === undefined) return taken
  if (standing.text.includes(taken.text)) return standing
  return { ...standing, text: `${standing.text}\n\n${taken.text}` }
}

interface Taken {
  /** The order of the last change. */
  readonly after: number
  readonly keeping: readonly KeepingRecord[]
}

/** False when something was written or said after what has been taken over: it must be taken over first. */
const markMoved = async (localDb: ChatDatabase, to: string, taken: Taken): Promise<boolean> =>
  localDb.transaction('rw', localDb.sync, localDb.outbox, localDb.keeping, async () => {
    const newer = await localDb.outbox.where('order').above(taken.after).count()
    const known = new Set(taken.keeping.map(({ id }) => id))
    const kept = await localDb.keeping.toCollection().primaryKeys()
    if (newer > 0 || kept.some((id) => !known.has(id))) return false
    await localDb.sync.update('sync', { movedTo: to })
    return true
  })
