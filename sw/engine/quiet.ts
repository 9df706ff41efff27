/** What a page does when a full sync has ended: text goes and comes, equality is proven, the likely is brought. */

import { listDoubted } from '../../db/device/bodies.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import type { EngineDeps } from './deps.ts'
import type { FetchAsk, FetchOutcome } from './fetch-chat.ts'
import { settle } from './keep-bodies.ts'
import { prefetch } from './prefetch.ts'
import { verify } from './verify.ts'

const LOCK = 'chat-quiet'

interface Quiet {
  readonly fetchChat: (asked: FetchAsk) => Promise<FetchOutcome>
  /** Something waits to be sent back to the server. */
  readonly drain: () => Promise<unknown>
  readonly signal: AbortSignal
}

/** One tab at a time; whoever comes second finds nothing due any more. */
export const afterFullSync = async (deps: EngineDeps, quiet: Quiet): Promise<void> => {
  const { fetchChat, signal } = quiet
  await settle(deps, fetchChat, signal)
  try {
    await deps.locks.request(LOCK, { signal }, async () => {
      if (!signal.aborted) await proveAndBring(deps, quiet)
    })
  } catch (error) {
    // Whoever gave up while waiting for the lock has nothing to be told.
    if (!signal.aborted) throw error
  }
}

const proveAndBring = async (
  deps: EngineDeps,
  { fetchChat, drain, signal }: Quiet,
): Promise<void> => {
  const begun = await goOn(deps, fetchChat, signal)
  const outcome = await verify(deps, { extent: 'due', signal })
  const differed = outcome.kind === 'verified' ? outcome.differed : 0
  if (begun + differed > 0) await drain()
  await prefetch(deps, fetchChat, signal)
}

/** Chats that are being brought right, and whose fetch was cut. */
const goOn = async (
  { database }: EngineDeps,
  fetchChat: Quiet['fetchChat'],
  signal: AbortSignal,
): Promise<number> => {
  const chatIds = await attempt(database, () => listDoubted(database))
  if ('kind' in chatIds) return 0
  for (const chatId of chatIds) await fetchChat({ chatId, signal })
  return chatIds.length
}
