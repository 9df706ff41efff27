/** One run: rounds of changes out and rows in, for as long as something is left and there is time. */

import { areWaiting } from '../../db/device/numbers.ts'
import { noteSent } from '../../db/device/only-here.ts'
import type { SyncReply } from '../../db/protocol/round.ts'
import { followed, isPlain } from './behind.ts'
import { endRefused } from './leave-out.ts'
import { meetFault } from './meet-fault.ts'
import { takeReply } from './pull.ts'
import { readBehind, readOutgoing, toRequest, type Outgoing } from './push.ts'
import { unavailable } from './replies.ts'
import type { RoundEnd, Run, RunEnd } from './run.ts'
import { bringFilesBack } from './send-files.ts'
import { post, type Sent } from './transport.ts'

/** A round whose request is out. */
interface Round {
  readonly outgoing: Outgoing
  readonly sent: Promise<Sent>
  /** Nobody waits for its answer any more. */
  readonly letGo: () => void
}

/**
 * No transaction is open while nothing but a request is waited for, and nothing leaves the outbox but
 * by the answer (N2). While the server works on one round, the device takes the answer of the former.
 */
export const runSync = async (run: Run): Promise<RunEnd> => {
  let round: Round | null = null
  for (;;) {
    if (round === null) {
      const opened = await open(run)
      if ('kind' in opened) return opened
      round = opened
    }
    const { end, next }: Played = await playRound(run, round)
    if (end.kind !== 'again') {
      next?.letGo()
      return end
    }
    if (next === null && !hasTime(run)) return { kind: 'more' }
    round = next
  }
}

/** The next request that follows no other, or how the run ends without one. */
const open = async (run: Run): Promise<Round | RunEnd> => {
  for (;;) {
    const outgoing = run.isAllSent && !run.wantsPage ? null : await readOutgoing(run)
    if (run.signal.aborted || isPaused(run, outgoing)) return { kind: 'interrupted' }
    if (outgoing !== null && (outgoing.changes.length > 0 || run.wantsPage))
      return send(run, outgoing)
    run.isAllSent = false
    const end = await conclude(run, outgoing)
    if (end.kind !== 'again') return end
  }
}

const hasTime = ({ deps, endsAt }: Run): boolean => deps.now() < endsAt

interface Played {
  readonly end: RoundEnd
  /** The round behind it, which was sent before this one's answer was taken. */
  readonly next: Round | null
}

/** Reads what goes next while the request is out, and sends it before the answer is taken. */
const playRound = async (run: Run, { outgoing, sent }: Round): Promise<Played> => {
  const early = outgoing.hasMore ? await readBehind(run, outgoing) : null
  const answer = await sent
  countRequest(run, answer)
  run.isAllSent = false
  if (answer.kind === 'fault')
    return { end: await meetFault(run, outgoing, answer.fault), next: null }
  const { reply } = answer
  const behind = await findBehind(run, { outgoing, early, reply })
  const next = behind === null ? null : send(run, behind)
  const { recoveries, isFull } = run
  const end = await takeReply(run, outgoing, reply)
  // The next one goes on behind a page that may have found no room.
  if (run.recoveries === recoveries && run.isFull === isFull) return { end, next }
  next?.letGo()
  return { end, next: null }
}

const countRequest = (run: Run, { bytesUp, bytesDown }: Sent): void => {
  run.measure.countRequest(bytesUp, bytesDown)
  const { bytesSent, bytesReceived } = run.progress
  run.progress = {
    ...run.progress,
    bytesSent: bytesSent + bytesUp,
    bytesReceived: bytesReceived + bytesDown,
  }
}

interface Answered {
  readonly outgoing: Outgoing
  readonly early: Outgoing | null
  readonly reply: SyncReply
}

/**
 * Where nothing is known to be left, the answer is taken before anybody looks for more. What a person
 * held or withdrew while the request was out does not go with the next.
 */
const findBehind = async (
  run: Run,
  { outgoing, early, reply }: Answered,
): Promise<Outgoing | null> => {
  const isLeft = outgoing.hasMore || reply.page.hasMore
  if (!isLeft || !hasTime(run) || !isPlain(outgoing, reply)) return null
  const isAsRead = early !== null && (await areWaiting(run.deps.database, early.changes))
  const behind = isAsRead ? early : await readBehind(run, outgoing)
  return isPaused(run, behind) ? null : followed(outgoing, reply, behind)
}

/** The person paused meanwhile: only a run that they asked for goes on. */
const isPaused = ({ trigger }: Run, outgoing: Outgoing | null): boolean =>
  trigger !== 'person' && outgoing?.sync.isPaused === true

const send = (run: Run, outgoing: Outgoing): Round => {
  showStart(run, outgoing)
  const given = new AbortController()
  const request = toRequest(outgoing, run.deps.now())
  // Asked of the device first, so that whoever asks it next knows of this request.
  const noted = noteSent(run.deps.database, outgoing)
  const answer = post(run.wire, request, AbortSignal.any([run.signal, given.signal]))
  const sent = Promise.all([answer, noted]).then(([first]) => first)
  return { outgoing, sent, letGo: () => given.abort() }
}

const showStart = (run: Run, { changes, direction, pending }: Outgoing): void => {
  const { progress, trigger } = run
  const toSend = Math.max(progress.toSend, progress.sent + pending)
  if (direction !== 'download') run.progress = { ...progress, toSend }
  run.announcer.step(
    { kind: changes.length > 0 ? 'push' : 'pull' },
    { run: { trigger, direction: run.direction }, progress: run.progress },
  )
}

/** Nothing is left that could be done now; `looked` null: it was known to be all. */
const conclude = (run: Run, looked: Outgoing | null): RoundEnd | Promise<RoundEnd> => {
  if (run.isFull) return { kind: 'failed', fault: unavailable('device_full') }
  if (run.refused !== null) return endRefused(run, run.refused)
  if (run.held !== null) return { kind: 'held', fault: run.held }
  const isSettled = run.direction === 'download' || looked?.sync.filesAfter === undefined
  return isSettled ? { kind: 'done' } : bringFilesBack(run, looked.sync)
}
