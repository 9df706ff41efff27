/** Milliseconds since 1970 as a timestamptz. */

/** Of a place in a statement, or of a column. */
export const moment = (ms: string): string => `to_timestamp(${ms} / 1000)`
