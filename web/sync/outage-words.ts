/** The words for a server that gives no answer that counts, and for what cannot be sent because of it; pure. */

import { FAULTS, type FaultCode } from '../../db/protocol/fault.ts'
import type { Reason } from '../../sw/engine/reason.ts'
import { countWords, numberWords } from '../ui/count-words.ts'
import { sinceWords, waitWords } from '../ui/time-words.ts'
import type { Stuck, StuckCause, Unreachable } from './pill-state.ts'
import type { PillWords } from './say.ts'

const REASONS: Readonly<Record<Reason, string>> = {
  network: "The sync server can't be reached.",
  timeout: 'The sync server does not answer in time.',
  portal: 'This network asks you to sign in to it first.',
  unreadable: 'The sync server answers with something this app cannot read.',
  server: 'The sync server has a problem.',
  device_full: 'This device is out of space.',
  device_lost: "This browser's storage does not answer.",
}

const whyUnreachable = (code: FaultCode, reason: Reason | null): string => {
  if (code !== 'unavailable') return FAULTS[code].sentence
  return reason === null || reason === 'network' || reason === 'timeout'
    ? "Can't reach the sync server."
    : REASONS[reason]
}

/** Null where no try is ahead: it is being made, or none is planned. */
const waitOf = (retryAt: number | null, now: number): string | null =>
  retryAt === null || retryAt <= now ? null : waitWords(retryAt - now)

const nextTry = (wait: string | null): string =>
  wait === null ? 'Trying again now.' : `Next try in ${wait}.`

export const unreachableWords = (state: Unreachable, now: number): PillWords => {
  const { waiting, retryAt, code, reason } = state
  const wait = waitOf(retryAt, now)
  const why = whyUnreachable(code, reason)
  const kept =
    waiting === 0
      ? 'Changes are saved here.'
      : `${countWords(waiting, 'change waits', 'changes wait')} on this device.`
  return {
    tone: 'warn',
    text: 'Retrying',
    sentence: `${why} ${nextTry(wait)} ${kept}`,
    spoken: `${why.replace('the sync server', 'the server')} Will keep trying.`,
    countdown: wait === null ? null : `in ${wait}`,
  }
}

const stuckWhy = (cause: StuckCause): string => {
  if (cause.kind === 'held') return cause.message
  if (cause.kind === 'silent') return 'Sending takes longer than it should.'
  return cause.reason === null ? FAULTS[cause.code].sentence : REASONS[cause.reason]
}

export const stuckWords = ({ waiting, since, cause, retryAt }: Stuck, now: number): PillWords => {
  const next = cause.kind === 'fault' ? ` ${nextTry(waitOf(retryAt, now))}` : ''
  const what = `${countWords(waiting, 'change has', 'changes have')} not been sent since ${sinceWords(since, now)}. ${stuckWhy(cause)}`
  const kept = `${waiting === 1 ? 'It is' : 'They are'} safe on this device.`
  return {
    tone: 'warn',
    text: `${numberWords(waiting)} stuck`,
    sentence: `${what}${next} ${kept}`,
    spoken: `${what} ${kept}`,
    countdown: null,
  }
}
