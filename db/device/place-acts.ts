/** Acts become rows and outbox entries on one desk, once it is known which of them are only for this device. */

import type { ChangeId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import {
  clearDesk,
  type DeskPlan,
  layDesk,
  type MessagePlace,
  place,
  type Holding,
} from './desk.ts'
import { isAllAnswered } from './numbers.ts'
import { type Batch, batchOfNew } from './outbox.ts'
import { resolveDraft } from './resolve-draft.ts'
import { countSeen } from './seen.ts'
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

export const NOT_HELD: Holding = { isHeld: false }

interface Placing {
  readonly acts: readonly ChangeDraft[]
  readonly holdingAt: (at: number) => Holding
}

/** Part of its caller's transaction; nothing is put before all is decided. */
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
