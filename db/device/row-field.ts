/** The value of a field by the name that it has in changes, clocks and conflicts. Pure. */

import type { Clocks } from '../protocol/clock.ts'

/** As much of a chat, folder or message as has fields. */
export interface ValuedRow {
  readonly isDeleted: boolean
  readonly clocks: Clocks
}

/** Undefined where the row has no such field. */
export const fieldOf = (row: ValuedRow, field: string): unknown => {
  const values: Readonly<Record<string, unknown>> = { ...row, deleted: row.isDeleted }
  return values[field]
}
