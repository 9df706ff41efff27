/** What a page does when a full sync has ended: equality is proven, text goes and comes, the likely is brought. */

import { listDoubted } from '../../db/device/bodies.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { alone, QUIET } from './alone.ts'
import type { EngineDeps } from './deps.ts'
import type { FetchAsk, FetchOutcome } from './fetch-chat.ts'
import { settle } from './keep-bodies.ts'
import { prefetch } from './prefetch.ts'
import { verify } from './verify.ts'

interface Quiet {
  readonly fetchChat: (asked: FetchAsk) => Promise<FetchOutcome>
  /** Something waits to be sent back to the server. */
  readonly drain: () => Promise<unknown>
  readonly signal: AbortSignal
}

/** One tab at a time; whoever comes second finds nothing due any more. What is here alone is found before text goes. */
export const afterFullSync = async (deps: EngineDeps, quiet: Quiet): Promise<void> => {
  const { fetchChat, signal } = quiet
  await alone(deps, { lock: QUIET, signal }, () => proveAndSend(deps, quiet))
  await settle(deps, fetchChat, signal)
  await alone(deps, { lock: QUIET, signal }, () => prefetch(deps, fetchChat, signal))
}

const proveAndSend = async (
  deps: EngineDeps,
  { fetchChat, drain, signal }: Quiet,
): Promise<void> => {
  const begun = await goOn(deps, fetchChat, signal)
  const outcome = await verify(deps, { extent: 'due', signal })
  const differed = outcome.kind === 'verified' ? outcome.differed : 0
  if (begun + differed > 0) await drain()
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
