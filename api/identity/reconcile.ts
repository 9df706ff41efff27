/** Makes up for what Clerk could not tell: accounts that are gone there, and people it banned. */

import { listPeople } from '../../db/server/list-people.ts'
import type { ClerkPeople } from './clerk-people.ts'
import { bar, endAccount, type EndingDeps } from './end-sign-ins.ts'

export type Reconciled =
  | {
      readonly kind: 'reconciled'
      readonly asked: number
      readonly deleted: number
      readonly banned: number
    }
  | { readonly kind: 'other-instance' }

/** Clerk's ids; whoever came by a one-time link before is nobody's to judge. */
const CLERK_ID = /^user_/

/** All is asked before anything is done, so that a failure on the way changes nothing. */
export const reconcile = async (
  deps: EndingDeps,
  clerk: ClerkPeople,
  jwtKeys: readonly string[],
): Promise<Reconciled> => {
  if (!(await clerk.signsWith(jwtKeys))) return { kind: 'other-instance' }
  const people = (await listPeople(deps.database)).filter((userId) => CLERK_ID.test(userId))
  const { gone, banned } = await clerk.findFates(people)
  for (const userId of gone) await endAccount(deps, userId)
  for (const userId of banned) await bar(deps, userId)
  return {
    kind: 'reconciled',
    asked: people.length,
    deleted: gone.length,
    banned: banned.length,
  }
}
