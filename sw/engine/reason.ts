/** Why a request had no answer that counts, as far as this device can tell. */

import type { Fault } from '../../db/protocol/fault.ts'

/** Why a request came to nothing, in `details` of an `unavailable` fault, for the sentence on the screen. */
export type Reason =
  | 'network'
  | 'timeout'
  | 'portal'
  | 'unreadable'
  | 'server'
  | 'device_full'
  | 'device_lost'

const REASONS: ReadonlySet<unknown> = new Set<Reason>([
  'network',
  'timeout',
  'portal',
  'unreadable',
  'server',
  'device_full',
  'device_lost',
])

export const isReason = (value: unknown): value is Reason => REASONS.has(value)

/** Why there was no answer, where the fault is this device's own finding. */
export const reasonOf = ({ details }: Fault): Reason | null =>
  typeof details === 'object' && details !== null && 'reason' in details && isReason(details.reason)
    ? details.reason
    : null
