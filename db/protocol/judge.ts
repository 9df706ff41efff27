/** Which of two values of one field wins, and whether the other must be kept. Pure; read by server and device. */

import type { Clock } from './clock.ts'
import type { ChangeId } from './ids.ts'

/** A value, and where it came from; `clock` is undefined for a field that was never set. */
export interface Sided {
  readonly value: unknown
  readonly clock: Clock | undefined
}

/** `keepLoser`: the other value was written by someone who did not see the winner (law K1). */
export interface Verdict {
  readonly winner: 'current' | 'incoming'
  readonly keepLoser: boolean
  /** The clock the winning value carries from now on; `revision` is the caller's to stamp. */
  readonly clock: Clock | undefined
}

/**
 * The edit time in server time: the age of the edit by the device's own clock, taken from the
 * server's. Immune to any constant error of that clock, and never in the future.
 */
export const editTime = (moments: {
  readonly receivedAt: number
  readonly sentAt: number
  readonly editedAt: number
}): number => moments.receivedAt - Math.max(0, moments.sentAt - moments.editedAt)

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** True when `a` is later than `b` by edit time, then device, then change id. */
const isLater = (a: Clock, b: Clock): boolean => {
  if (a.at !== b.at) return a.at > b.at
  if (a.deviceId !== b.deviceId) return a.deviceId > b.deviceId
  return a.changeId > b.changeId
}

/**
 * Judges a `set`. An edit made on top of the current value always wins, whatever the clocks say;
 * only the change id of that value proves it (revision, cursor and "same device" do not).
 */
export const judgeSet = (
  current: Sided,
  incoming: Sided & { clock: Clock },
  base: ChangeId | null,
): Verdict => {
  const standing = current.clock
  if (standing === undefined || (base !== null && standing.changeId === base)) {
    const at =
      standing === undefined ? incoming.clock.at : Math.max(incoming.clock.at, standing.at + 1)
    return {
      winner: 'incoming',
      keepLoser: false,
      clock: follow({ ...incoming.clock, at }, standing),
    }
  }
  return judgeUnrelated(current.value, standing, incoming)
}

/** Judges a restored value: only where neither replaced the other is there anything to keep. */
export const judgeRestored = (current: Sided, restored: Sided): Verdict => {
  if (restored.clock === undefined)
    return { winner: 'current', keepLoser: false, clock: current.clock }
  if (current.clock === undefined)
    return { winner: 'incoming', keepLoser: false, clock: restored.clock }
  const one = current.clock
  const other = restored.clock
  if (one.changeId === other.changeId) return { winner: 'current', keepLoser: false, clock: one }
  if (other.previous === one.changeId) return { winner: 'incoming', keepLoser: false, clock: other }
  if (one.previous === other.changeId) return { winner: 'current', keepLoser: false, clock: one }
  const winner = isLater(other, one) ? 'incoming' : 'current'
  return {
    winner,
    keepLoser: !sameValue(current.value, restored.value),
    clock: winner === 'incoming' ? other : one,
  }
}

const judgeUnrelated = (
  currentValue: unknown,
  standing: Clock,
  incoming: Sided & { clock: Clock },
): Verdict => {
  const keepLoser = !sameValue(currentValue, incoming.value)
  return isLater(incoming.clock, standing)
    ? { winner: 'incoming', keepLoser, clock: follow(incoming.clock, standing) }
    : { winner: 'current', keepLoser, clock: standing }
}

const follow = (clock: Clock, replaced: Clock | undefined): Clock => {
  const { previous: _, ...own } = clock
  return replaced === undefined ? own : { ...own, previous: replaced.changeId }
}
