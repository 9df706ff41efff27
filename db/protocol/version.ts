/** The protocol's number, the oldest one still served, and what each form of it brought. */

/** Raised whenever one end could misread what the other says. */
export const PROTOCOL_VERSION = 1

/** A device that speaks an older number is told `update_required` and keeps its outbox. */
export const OLDEST_PROTOCOL_SERVED = 1

/**
 * What each form brought, newest last. Forms of one number understand each other: a newer one adds
 * fields that both ends may leave out, and kinds of change that an older server asks to hold.
 */
export const PROTOCOL_HISTORY: readonly {
  readonly version: number
  readonly form: string
  readonly brought: string
}[] = [
  {
    version: 1,
    form: '1',
    brought: 'rounds of changes and pages, per-field clocks, packed messages',
  },
  {
    version: 1,
    form: '1.1',
    brought: 'folders that are erased, where chats are kept, histories, answers taken back',
  },
]
