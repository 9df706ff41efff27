/** Clocks of a row that this device changes before the server has: who set a field, and over what. Pure. */

import type { Clock, Clocks } from '../protocol/clock.ts'
import { judgeRestored } from '../protocol/judge.ts'

/** The clocks with one field set anew; `previous` is the change whose value it replaced. */
export const withClock = (clocks: Clocks, field: string, clock: Clock): Record<string, Clock> => {
  const replaced = clocks[field]
  return {
    ...clocks,
    [field]: replaced === undefined ? clock : { ...clock, previous: replaced.changeId },
  }
}

interface Clocked {
  readonly clocks: Clocks
}

/** Which fields a restored row wins over the current one, and the clocks of both merged. */
export const restoredFields = <Row extends Clocked>(
  current: Row,
  restored: Row,
  read: Readonly<Record<string, (row: Row) => unknown>>,
): { readonly fields: ReadonlySet<string>; readonly clocks: Record<string, Clock> } => {
  const fields = new Set<string>()
  const clocks: Record<string, Clock> = { ...current.clocks }
  for (const [field, valueOf] of Object.entries(read)) {
    const verdict = judgeRestored(
      { value: valueOf(current), clock: current.clocks[field] },
      { value: valueOf(restored), clock: restored.clocks[field] },
    )
    if (verdict.winner === 'incoming') fields.add(field)
    if (verdict.clock !== undefined) clocks[field] = verdict.clock
  }
  return { fields, clocks }
}
