/** Whether a person's trash holds what is past its time, told by two looks at the ends of small indexes. */

import { moment } from './moment.ts'

/** The places of whose trash it is, and of the server's clock. */
interface Looking {
  readonly userId: string
  readonly now: string
}

/** Thirty days; not counted in days, whose length may change with the time zone. */
const isPastItsTime = (now: string): string => `trashed_at < ${moment(now)} - interval '720 hours'`

/** Once an hour at most; while nothing is due, this is all that it costs (law Q1). */
export const selectIsTrashDue = (at: Looking): string => `(
  coalesce((select emptied_at from sync_status where user_id = ${at.userId})
    < ${moment(at.now)} - interval '1 hour', true)
  and (exists (select from chats where user_id = ${at.userId} and ${isPastItsTime(at.now)})
    or exists (select from folders where user_id = ${at.userId} and ${isPastItsTime(at.now)})))`

/** So many are erased at a time; the rest has its turn an hour later. */
const AT_ONCE = 1000

export const selectDue = (table: 'chats' | 'folders', at: Looking): string => `
  coalesce((select json_agg(id) from (
    select id from ${table} where user_id = ${at.userId} and ${isPastItsTime(at.now)}
    order by trashed_at limit ${AT_ONCE}) due), '[]')`
