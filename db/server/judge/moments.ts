/** Moments that every store can hold: clocks are wrong by any amount, and no change is refused for that. */

import { editTime } from '../../protocol/judge.ts'

/** Years 1 and 9999: PostgreSQL holds a little more, JavaScript's Date much more. */
const FIRST = -62_135_596_800_000
const LAST = 253_402_300_799_999

export const storableMoment = (moment: number): number => Math.min(LAST, Math.max(FIRST, moment))

/** The edit's time by the server's clock; never in the future, and never before 1970. */
export const editedAtServer = (moments: Parameters<typeof editTime>[0]): number =>
  Math.min(moments.receivedAt, Math.max(0, editTime(moments)))
