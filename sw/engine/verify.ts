/** Proves that the chats here are the server's, row for row, by digests of both; what differs is fetched once more. */

import { findDiffering, type DigestPage } from '../../db/device/compare.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { Sha256 } from '../../db/device/digest.ts'
import { doubtChats, type Stand } from '../../db/device/doubt.ts'
import { countOutbox } from '../../db/device/outbox.ts'
import type { SyncState } from '../../db/device/records.ts'
import type { Verified } from '../../db/device/verified.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { noteSync, readSync } from '../../db/device/sync-state.ts'
import { isDigests } from '../../db/protocol/digests-shape.ts'
import type { Digests } from '../../db/protocol/digests.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { EngineDeps } from './deps.ts'
import { fetchChat } from './fetch-chat.ts'
import { logLine } from './keep-log.ts'
import { readAnswer, unavailable } from './replies.ts'
import { ask } from './transport.ts'
import { dueVerification } from './verify-due.ts'

/**
 * - `verified`: `differed` of `chats` were not the same, and are now what the server has; what it lacked
 *   waits to be sent. `later`: this device was not level, or something moved. `skipped`: nothing is due.
 * - `unable`: this browser makes no digests, or the server tells none.
 */
export type VerifyOutcome =
  | { readonly kind: 'verified'; readonly chats: number; readonly differed: number }
  | { readonly kind: 'later' | 'skipped' | 'unable' | 'interrupted' }
  | { readonly kind: 'failed'; readonly fault: Fault }

export interface VerifyAsk {
  /** `due`: what has not been looked at, where it is time. `changed`: that, now. `whole`: every chat, now. */
  readonly extent: 'due' | 'changed' | 'whole'
  readonly signal: AbortSignal
}

export const verify = async (deps: EngineDeps, asked: VerifyAsk): Promise<VerifyOutcome> => {
  const { database, sha256, now } = deps
  if (sha256 === undefined) return { kind: 'unable' }
  const sync = await attempt(database, () => readQuiet(database))
  if (sync === null || 'kind' in sync) return { kind: 'later' }
  const since = asked.extent === 'due' ? dueVerification(sync, now()) : sinceOf(asked, sync)
  if (since === null) return { kind: 'skipped' }
  const compared = await compareAll(deps, { sync, since, sha256, signal: asked.signal })
  if (compared.kind !== 'compared') return compared
  const outcome = await putRight(deps, { ...compared, sync }, asked.signal)
  if (outcome.kind === 'verified') await note(deps, sync, { ...compared, since })
  return outcome
}

const sinceOf = ({ extent }: VerifyAsk, { verified }: SyncState): number =>
  extent === 'changed' && verified !== undefined ? verified.revision : 0

/**
 * null while something waits: what goes back to the server would go behind it, and a change of a chat
 * that it lacks would be refused.
 */
const readQuiet = async (database: ChatDatabase): Promise<SyncState | null> =>
  database.transaction('r', database.sync, database.outbox, async () => {
    const sync = await readSync(database)
    return (await countOutbox(database)).waiting === 0 ? sync : null
  })

interface Comparing {
  readonly sync: SyncState
  readonly since: number
  readonly sha256: Sha256
  readonly signal: AbortSignal
}

interface PageAsk extends Omit<Comparing, 'sha256'> {
  readonly after: string
}

interface Compared {
  readonly revision: number
  readonly chats: number
  readonly differing: readonly ChatId[]
}

type Failed = Exclude<VerifyOutcome, { kind: 'verified' }>

/** Of one moment of the server's, which must be the one where this device stands. */
const compareAll = async (
  deps: EngineDeps,
  comparing: Comparing,
): Promise<({ readonly kind: 'compared' } & Compared) | Failed> => {
  const differing: ChatId[] = []
  let [after, chats] = ['', 0]
  for (;;) {
    const page = await readLevel(deps, { ...comparing, after })
    if ('kind' in page) return page
    const upTo = page.hasMore ? (page.chats.at(-1)?.id ?? '') : null
    const found = await comparePage(deps, comparing, { ...page, after, upTo })
    if (found === null) return { kind: 'later' }
    differing.push(...found)
    chats += page.chats.length
    if (upTo === null) return { kind: 'compared', revision: page.revision, chats, differing }
    // The same page must not follow for ever.
    if (upTo <= after) return { kind: 'failed', fault: unavailable('unreadable') }
    after = upTo
  }
}

const readLevel = async (deps: EngineDeps, asked: PageAsk): Promise<Digests | Failed> => {
  const page = await readPage(deps, asked)
  if (asked.signal.aborted) return { kind: 'interrupted' }
  if ('code' in page) return meet(page)
  return page.cursor === asked.sync.cursor ? page : { kind: 'later' }
}

/** null where the storage does not answer. */
const comparePage = async (
  { database }: EngineDeps,
  { sha256, since }: Comparing,
  page: Omit<DigestPage, 'isWhole'>,
): Promise<readonly ChatId[] | null> => {
  const told = { ...page, isWhole: since === 0 }
  const found = await attempt(database, () => findDiffering(database, sha256, told))
  return 'kind' in found ? null : found
}

const readPage = async (
  deps: EngineDeps,
  { sync, since, after, signal }: PageAsk,
): Promise<Digests | Fault> => {
  const query = new URLSearchParams()
  if (since > 0) query.set('since', String(since))
  if (after !== '') query.set('after', after)
  if (sync.seen !== null) query.set('seen', `${sync.seen.revision}.${sync.seen.token}`)
  const wire = { ...deps, syncId: deps.newId() }
  const answer = await ask(wire, `/api/sync/digests?${query.toString()}`, signal)
  return 'code' in answer ? answer : readAnswer(answer, isDigests, deps.now())
}

/** A history that parted is the next sync's to find. */
const meet = (fault: Fault): Failed => {
  if (fault.code === 'not_found') return { kind: 'unable' }
  return fault.code === 'history_forked' ? { kind: 'later' } : { kind: 'failed', fault }
}

/** Only where nothing has moved since it was compared. */
const putRight = async (
  deps: EngineDeps,
  { differing, chats, sync }: Compared & { readonly sync: SyncState },
  signal: AbortSignal,
): Promise<VerifyOutcome> => {
  const stand: Stand = { cursor: sync.cursor, generation: sync.generation }
  const doubting = { stand, fetchId: deps.newId() }
  const doubted = await doubtChats(deps.database, differing, doubting)
  if (doubted.kind !== 'doubted') return { kind: 'later' }
  if (differing.length > 0) {
    const details = { count: differing.length, chats }
    await logLine(deps, { level: 'error', code: 'verify.differed', details })
  }
  for (const chatId of differing) {
    const fetched = await fetchChat(deps, { chatId, signal })
    if (fetched.kind === 'failed') return fetched
    if (fetched.kind !== 'here') return { kind: 'interrupted' }
  }
  return { kind: 'verified', chats, differed: differing.length }
}

/** Where something differed, the same is looked at once more the next time. */
const note = async (
  { database, now }: EngineDeps,
  { verified: former, generation }: SyncState,
  { revision, chats, differing, since }: Compared & { readonly since: number },
): Promise<void> => {
  const at = now()
  const verified: Verified = {
    revision: differing.length === 0 ? revision : since,
    at,
    wholeAt: since === 0 ? at : (former?.wholeAt ?? at),
    chats,
    differed: differing.length,
  }
  await attempt(database, () =>
    database.transaction('rw', database.sync, async () => {
      if ((await readSync(database)).generation === generation)
        await noteSync(database, { verified })
    }),
  )
}
