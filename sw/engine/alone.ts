/** What one tab does at a time at quiet moments; each under a lock of its own, beside that of syncing. */

import type { EngineDeps } from './deps.ts'

/** Whoever has `BODIES` may ask for `QUIET`, never the other way round. */
export const BODIES = 'chat-bodies'
export const QUIET = 'chat-quiet'

interface Place {
  readonly lock: typeof BODIES | typeof QUIET
  readonly signal: AbortSignal
}

export const alone = async (
  { locks }: Pick<EngineDeps, 'locks'>,
  { lock, signal }: Place,
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await locks.request(lock, { signal }, async () => {
      if (!signal.aborted) await work()
    })
  } catch (error) {
    // Whoever gave up while waiting for the lock has nothing to be told.
    if (!signal.aborted) throw error
  }
}
