/** Compares every chat with the cloud, as a person asked: synced first, and once more where something moved. */

import type { SyncOutcome } from '../../sw/engine/outcome.ts'
import type { VerifyOutcome } from '../../sw/engine/verify.ts'
import type { SyncHost } from './host.ts'

const TRIES = 3

interface Proving {
  readonly sync: Pick<SyncHost, 'sync' | 'verify' | 'wake'> | null
}

export const prove = async ({ sync }: Proving): Promise<VerifyOutcome> => {
  if (sync === null) return { kind: 'unable' }
  let outcome: VerifyOutcome = { kind: 'later' }
  for (let tries = 0; tries < TRIES && outcome.kind === 'later'; tries += 1) {
    const synced = await sync.sync('full')
    if (synced.kind !== 'done') return unsynced(synced)
    outcome = await sync.verify()
  }
  // What the cloud lacked waits to be sent back.
  if (outcome.kind === 'verified' && outcome.differed > 0) sync.wake('write')
  return outcome
}

const unsynced = (synced: Exclude<SyncOutcome, { readonly kind: 'done' }>): VerifyOutcome => {
  if (synced.kind === 'waiting' || synced.kind === 'stopped')
    return { kind: 'failed', fault: synced.fault }
  return { kind: synced.kind === 'interrupted' ? 'interrupted' : 'later' }
}
