/** How many things only the person can settle: the badge, the window's title and the sheet say it; pure. */

import type { PillState, SyncFacts } from './pill-state.ts'

/** What the server refused, what was changed twice, and a sign-in that something waits for. */
export const needsYou = (
  { parked, conflicts, waiting, isSignedIn }: SyncFacts,
  { kind }: PillState,
): number => (isSignedIn ? parked + conflicts + (kind === 'sign-in' && waiting > 0 ? 1 : 0) : 0)
