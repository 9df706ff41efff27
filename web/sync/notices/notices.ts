/** What is worth a banner over the list: one at a time by weight, and not again once it was put away; pure. */

export type Notice =
  /** Another device signed this one out. */
  | { readonly kind: 'revoked' }
  /** The server has nothing of this person any more. */
  | { readonly kind: 'account-deleted' }
  | { readonly kind: 'low-storage'; readonly leftBytes: number }
  /** The browser may delete what is only here. */
  | { readonly kind: 'unprotected'; readonly isSignedIn: boolean }
  | { readonly kind: 'wrong-clock'; readonly offMs: number }

export interface NoticeFacts {
  readonly isRevoked: boolean
  readonly isAccountDeleted: boolean
  readonly isSignedIn: boolean
  /** The pill speaks of it already: this device is out of space. */
  readonly isFull: boolean
  readonly space: { readonly used: number; readonly quota: number } | null
  readonly isProtected: boolean | null
  /** Changes that are nowhere but on this device. */
  readonly unsynced: number
  readonly clockOffsetMs: number | null
}

/** When a notice was put away, and how much was nowhere else then. */
export interface Dismissal {
  readonly at: number
  readonly unsynced: number
}

export type Dismissals = Readonly<Partial<Record<Notice['kind'], Dismissal>>>

const FULL_SHARE = 0.8
const CLOCK_OFF_MS = 2 * 60_000
/** So much is worth a word even where everything else is in the cloud. */
const MANY_UNSYNCED = 50

type Rule = (facts: NoticeFacts) => Notice | null

const RULES: readonly Rule[] = [
  ({ isAccountDeleted }) => (isAccountDeleted ? { kind: 'account-deleted' } : null),
  ({ isRevoked }) => (isRevoked ? { kind: 'revoked' } : null),
  ({ isFull, space }) =>
    !isFull && space !== null && space.used > FULL_SHARE * space.quota
      ? { kind: 'low-storage', leftBytes: Math.max(0, space.quota - space.used) }
      : null,
  ({ isProtected, isSignedIn, unsynced }) =>
    isProtected === false && unsynced > (isSignedIn ? MANY_UNSYNCED : 0)
      ? { kind: 'unprotected', isSignedIn }
      : null,
  ({ clockOffsetMs }) =>
    clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_OFF_MS
      ? { kind: 'wrong-clock', offMs: Math.abs(clockOffsetMs) }
      : null,
]

export const noticesOf = (facts: NoticeFacts): readonly Notice[] =>
  RULES.flatMap((rule) => rule(facts) ?? [])

const DAY_MS = 24 * 60 * 60_000

/** The others are put away until what they speak of has ended. */
const QUIET_MS: Readonly<Partial<Record<Notice['kind'], number>>> = {
  'low-storage': 7 * DAY_MS,
  unprotected: 30 * DAY_MS,
}

interface Moment {
  readonly unsynced: number
  readonly now: number
}

const isQuiet = (
  { kind }: Notice,
  dismissal: Dismissal | undefined,
  { unsynced, now }: Moment,
): boolean => {
  if (dismissal === undefined) return false
  // Much more is at stake than when it was put away.
  if (kind === 'unprotected' && unsynced > MANY_UNSYNCED && dismissal.unsynced <= MANY_UNSYNCED)
    return false
  return now - dismissal.at < (QUIET_MS[kind] ?? Infinity)
}

/** The weightiest that was not put away. */
export const noticeToShow = (
  notices: readonly Notice[],
  dismissals: Dismissals,
  moment: Moment,
): Notice | null =>
  notices.find((notice) => !isQuiet(notice, dismissals[notice.kind], moment)) ?? null

/** What is still worth remembering: what ended may be told anew when it comes again. */
export const keepDismissals = (dismissals: Dismissals, notices: readonly Notice[]): Dismissals => {
  const isKept = (kind: Notice['kind']) =>
    QUIET_MS[kind] !== undefined || notices.some((notice) => notice.kind === kind)
  const { revoked, 'account-deleted': deleted, 'wrong-clock': clock, ...rest } = dismissals
  return {
    ...rest,
    ...(revoked !== undefined && isKept('revoked') ? { revoked } : {}),
    ...(deleted !== undefined && isKept('account-deleted') ? { 'account-deleted': deleted } : {}),
    ...(clock !== undefined && isKept('wrong-clock') ? { 'wrong-clock': clock } : {}),
  }
}
