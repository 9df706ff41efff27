/** Recovery where the server's history and the device's no longer fit: a new identity, everything sent anew. */

import type { FaultCode } from '../protocol/fault.ts'
import type { ChatDatabase } from './database.ts'
import type { WriteDeps } from './write.ts'

export type ForkCode = Extract<FaultCode, 'history_forked' | 'device_forked' | 'sequence_gap'>

/** `restoring`: rows that now go back to the server. `stale`: somebody recovered already. */
export type ForkOutcome =
  | { readonly kind: 'recovered'; readonly restoring: number }
  | { readonly kind: 'stale' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }

/**
 * Recovers from the fault that a request of `generation` met; one transaction.
 * `device_forked`, `sequence_gap`: new device id, numbers from 1, the same changes in the same order.
 * `history_forked`: besides, everything known becomes a `restore`, and answers no longer count.
 */
export const recoverFromFork = async (
  _db: ChatDatabase,
  _deps: Pick<WriteDeps, 'newId'>,
  _fork: { readonly code: ForkCode; readonly generation: number },
): Promise<ForkOutcome> => {
  throw new Error('not built')
}
