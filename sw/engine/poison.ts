/** A change that the server fails at every time: when it counts as poison, and may stop the others no longer; pure. */

import type { ChangeFault, Fault } from '../../db/protocol/fault.ts'
import { reasonOf } from './reason.ts'

/** Failures of one change sent alone, each followed by a request without it that was answered. */
export interface Strikes {
  readonly count: number
  /** The first of them (ms). */
  readonly since: number
}

const STRIKES_OUT = 5
/** So long that no restart or rolling deploy of a server is taken for a poisonous change. */
const STRIKES_APART_MS = 10 * 60_000

export const addStrike = (strikes: Strikes | undefined, now: number): Strikes =>
  // First ones in the future: the clock was set back, and the time apart starts anew.
  strikes === undefined || strikes.since > now
    ? { count: 1, since: now }
    : { ...strikes, count: strikes.count + 1 }

export const isPoison = ({ count, since }: Strikes, now: number): boolean =>
  count >= STRIKES_OUT && now - since >= STRIKES_APART_MS

export const POISON: ChangeFault = {
  code: 'invalid',
  message: 'The server fails at this change again and again.',
}

/** Before that it is an outage like any other, which more requests would only make worse. */
const FAILURES_BEFORE = 3

/**
 * The server is there and fails again and again: that may lie in what it was sent.
 * `failures`: in a row, before this one.
 */
export const isSuspicious = (met: Fault, failures: number): boolean => {
  const reason = reasonOf(met)
  const isServers = met.code === 'unavailable' && (reason === null || reason === 'server')
  return isServers && failures >= FAILURES_BEFORE
}
