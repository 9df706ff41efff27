/** Every expected failure: its code, HTTP status, whether and how to try again, and the sentence shown. */

/**
 * What the one who asked should do next.
 * - `later`: the same request again, after a wait. `smaller`: the same in smaller pieces.
 * - `sign-in`, `update`: when the person has done so. `recover`: after the device renumbers or rebuilds.
 * - `never`: as it is, it will not succeed.
 */
export type FaultRemedy = 'later' | 'smaller' | 'sign-in' | 'update' | 'recover' | 'never'

interface FaultEntry {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 426 | 429 | 503 | 507
  readonly remedy: FaultRemedy
  readonly sentence: string
}

const catalogue = {
  invalid: { status: 400, remedy: 'never', sentence: 'The request is not of the agreed form.' },
  signed_out: { status: 401, remedy: 'sign-in', sentence: 'Sign in to sync.' },
  session_expired: { status: 401, remedy: 'sign-in', sentence: 'Sign in again to sync.' },
  session_revoked: {
    status: 401,
    remedy: 'sign-in',
    sentence: 'This device was signed out from another device.',
  },
  account_deleted: { status: 401, remedy: 'sign-in', sentence: 'This account was deleted.' },
  forbidden: { status: 403, remedy: 'never', sentence: 'This is not allowed from here.' },
  not_found: { status: 404, remedy: 'never', sentence: 'There is nothing here.' },
  user_mismatch: {
    status: 409,
    remedy: 'sign-in',
    sentence: 'Someone else is signed in on this device.',
  },
  history_forked: {
    status: 409,
    remedy: 'recover',
    sentence: 'The server was restored from a backup; this device brings back what it lost.',
  },
  device_forked: {
    status: 409,
    remedy: 'recover',
    sentence: 'This device was copied or went back in time; it takes a new identity.',
  },
  sequence_gap: {
    status: 409,
    remedy: 'recover',
    sentence: 'A change before these is missing; this device numbers its changes anew.',
  },
  too_large: {
    status: 413,
    remedy: 'smaller',
    sentence: 'That is more than one request may hold.',
  },
  rejected: { status: 422, remedy: 'never', sentence: 'The server could not take this.' },
  update_required: {
    status: 426,
    remedy: 'update',
    sentence: 'Reload to update. Until then your changes stay on this device.',
  },
  rate_limited: { status: 429, remedy: 'later', sentence: 'The server asked to wait a little.' },
  unavailable: { status: 503, remedy: 'later', sentence: 'The sync server is not available now.' },
  out_of_space: {
    status: 507,
    remedy: 'later',
    sentence: "The server's disk is full. Whoever runs it has to make room.",
  },
} as const satisfies Record<string, FaultEntry>

export type FaultCode = keyof typeof catalogue
export const FAULTS: Readonly<Record<FaultCode, FaultEntry>> = catalogue

/** An expected failure as a value; `retryAfterMs` where the server knows how long to wait. */
export interface Fault {
  readonly code: FaultCode
  readonly message: string
  readonly retryAfterMs?: number
  readonly details?: unknown
}

export const isFaultCode = (code: unknown): code is FaultCode =>
  typeof code === 'string' && Object.hasOwn(catalogue, code)

/** A fault from the catalogue, with its own sentence unless a better one is given. */
export const fault = (code: FaultCode, more: Partial<Omit<Fault, 'code'>> = {}): Fault => ({
  message: FAULTS[code].sentence,
  ...more,
  code,
})

interface ChangeFaultEntry {
  readonly fate: 'hold' | 'park'
  readonly sentence: string
}

const changeCatalogue = {
  needs_parent: { fate: 'park', sentence: 'What this belongs to is not in the cloud.' },
  needs_attachment: { fate: 'hold', sentence: 'A file of this message has not arrived yet.' },
  id_reuse: { fate: 'park', sentence: 'Another message already has this id.' },
  purged: { fate: 'park', sentence: 'This chat was deleted for good on another device.' },
  invalid: { fate: 'park', sentence: 'This change is not of the agreed form.' },
  too_large: { fate: 'park', sentence: 'This is larger than a message may be.' },
  unsupported: { fate: 'hold', sentence: 'The server is older than this app and will catch up.' },
} as const satisfies Record<string, ChangeFaultEntry>

export type ChangeFaultCode = keyof typeof changeCatalogue

/**
 * What becomes of a change that was not taken. `hold`: it waits, its number is not taken, and so do
 * all behind it. `park`: its number is taken, and it waits for the person.
 */
export const CHANGE_FAULTS: Readonly<Record<ChangeFaultCode, ChangeFaultEntry>> = changeCatalogue

export const isChangeFaultCode = (code: unknown): code is ChangeFaultCode =>
  typeof code === 'string' && Object.hasOwn(changeCatalogue, code)

/** Why one change was not taken, while the others of its request were; `sha256`: the files that lack. */
export interface ChangeFault {
  readonly code: ChangeFaultCode
  readonly message: string
  readonly sha256?: string[] | undefined
}
