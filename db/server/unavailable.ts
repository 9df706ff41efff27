/** Tells a database that cannot answer now (try again) from a bug in what it was asked. */

/**
 * The database did not answer: no connection, a lost one, or no answer in time. What the transaction
 * did is then unknown; a round may simply be sent again (law I1).
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}

/** The disk is so full that nothing more is written to it; what is there can be read. */
export class DatabaseFull extends Error {
  override readonly name = 'DatabaseFull'
}

/**
 * SQLSTATEs that pass by themselves: connection exceptions (08), too many connections and out of
 * memory (53), shutdown, start-up and lost sessions (57P), serialisation and deadlock (40), a lock not
 * had in time (55P03), a statement or an idle transaction that took too long (57014, 25P03).
 */
const PASSING = /^(08...|53[023]00|57P0[1-5]|57014|40001|40P01|55P03|25P03)$/

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** True for errors after which the same request may be tried again; false for bugs and broken requests. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof DatabaseUnavailable) return true
  const code = codeOf(error)
  return code !== undefined && PASSING.test(code)
}

/** True where the disk of the database is full (53100): nothing was written, and only a person can help. */
export const isOutOfSpace = (error: unknown): boolean =>
  error instanceof DatabaseFull || codeOf(error) === '53100'

/** A SQLSTATE means that the server answered; anything else means that the driver gave up on it. */
export const isFromServer = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code)
}
