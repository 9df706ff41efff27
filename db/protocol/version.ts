/** The protocol's number, the oldest one still served, and what each number brought. */

/** Raised whenever the meaning or shape of anything that travels changes. */
export const PROTOCOL_VERSION = 2

/** A device that speaks an older number is told `update_required` and keeps its outbox. */
export const OLDEST_PROTOCOL_SERVED = 1

/** What each number brought, newest last. */
export const PROTOCOL_HISTORY: readonly { readonly version: number; readonly brought: string }[] = [
  { version: 1, brought: 'rounds of changes and pages, per-field clocks, packed messages' },
  {
    version: 2,
    brought: 'folders that are erased, where chats are kept, histories, answers taken back',
  },
]
