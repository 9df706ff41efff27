/** Everything the engine needs from its host: page, worker or test. */

import type { ChatDatabase } from '../../db/device/database.ts'
import type { Sha256 } from '../../db/device/digest.ts'
import type { EngineStatus } from './announce.ts'

/** As `navigator.locks.request`: one holder of a name at a time, over all tabs and the worker. */
export interface Locks {
  readonly request: <T>(
    name: string,
    options: { readonly signal?: AbortSignal },
    work: () => Promise<T>,
  ) => Promise<T>
}

export interface EngineDeps {
  readonly database: ChatDatabase
  /** Whose database this is; the server refuses a request that comes with another person's session. */
  readonly userId: string
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly locks: Locks
  /** Milliseconds since 1970, by the device's own clock. */
  readonly now: () => number
  /** At least 0, below 1. */
  readonly random: () => number
  readonly newId: () => string
  /** Resolves after so many milliseconds, or at once when the signal aborts; never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** The text in gzip, or null where the browser cannot. */
  readonly compress?: (text: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Left out where the browser makes no digests: then nothing is compared. */
  readonly sha256?: Sha256
  /** Bytes used and granted; null: not told, or nothing is to be loaded unasked. */
  readonly room?: () => Promise<{ readonly used: number; readonly quota: number } | null>
  readonly announce: (status: EngineStatus) => void
}
