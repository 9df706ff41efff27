/** Chats written before signing in become the account's: copied change by change, then the local database goes. */

import type { ChatDatabase } from './database.ts'

/** What stands in the local database and would be taken over; for asking first. */
export interface Adoptable {
  readonly chats: number
  readonly changes: number
  readonly drafts: number
}

export type AdoptOutcome =
  | { readonly kind: 'adopted'; readonly changes: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }

export const countAdoptable = async (_localDb: ChatDatabase): Promise<Adoptable> => {
  throw new Error('not built')
}

/**
 * Takes everything of `localDb` into `userDb`: changes keep their ids, times and order, so that doing
 * it again after being cut off anywhere adds nothing twice. Ends by marking `localDb` as moved, from
 * when on nothing is written to it; deleting it is `forgetDatabase`.
 */
export const adoptLocal = async (
  _localDb: ChatDatabase,
  _userDb: ChatDatabase,
): Promise<AdoptOutcome> => {
  throw new Error('not built')
}
