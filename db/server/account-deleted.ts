/** How the database refuses a transaction in the name of someone whose account was deleted. */

/** An SQLSTATE of our own; `enter_as` raises it. */
export const ACCOUNT_DELETED = 'CS401'

export const isAccountDeleted = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === ACCOUNT_DELETED
