/** Milliseconds since 1970 as a timestamptz. */

import { type RawBuilder, sql } from 'kysely'

/** A parameter, or by its name a column of the JSON rows `r`. */
export const moment = (ms: number | string): RawBuilder<unknown> =>
  typeof ms === 'number'
    ? sql`to_timestamp(${ms}::float8 / 1000)`
    : sql`to_timestamp(r.${sql.ref(ms)} / 1000)`
