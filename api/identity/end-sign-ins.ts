/** Makes the end of sign-ins known: to caches, to open streams, and to tokens still on their way. */

import type { UserId } from '../../db/protocol/ids.ts'
import { deleteAccount } from '../../db/server/delete-account.ts'
import { endClerkSession, endSessions, type EndedSession } from '../../db/server/end-sessions.ts'
import type { AppDeps } from '../deps.ts'
import { forgetStatus } from '../status-cache.ts'
import { endCached } from './session-cache.ts'
import { MAX_LIFETIME_S } from './verify-token.ts'

export type EndingDeps = Pick<AppDeps, 'database' | 'keyValue' | 'pokes' | 'now'>

/** Everything of the person goes, and every device hears why. Throws what the database throws, as all of these. */
export const endAccount = async (deps: EndingDeps, userId: UserId): Promise<void> => {
  await tellEnded(deps, userId, await deleteAccount(deps.database, { userId, now: deps.now() }))
}

/** Signs every device out; but for the session `keep`, where there is one. */
export const signOutEverywhere = async (
  deps: EndingDeps,
  of: { readonly userId: UserId; readonly keep: string | null },
): Promise<void> => {
  await tellEnded(deps, of.userId, await endSessions(deps.database, { ...of, now: deps.now() }))
}

/** For somebody who was banned: what they hold already signs nobody in again. */
export const bar = async (deps: EndingDeps, userId: UserId): Promise<void> => {
  await refuseOldTokens(deps, userId)
  await signOutEverywhere(deps, { userId, keep: null })
}

/** What came of one sign-in at Clerk, on whichever device. */
export const endSignIn = async (
  deps: EndingDeps,
  of: { readonly userId: UserId; readonly clerkSessionId: string },
): Promise<void> => {
  await refuseOldTokens(deps, of.clerkSessionId)
  const ended = await endClerkSession(deps.database, { ...of, now: deps.now() })
  await tellEnded(deps, of.userId, ended)
}

/** After the commit: each instance looks up anew who asks, and looks at this person's streams. */
const tellEnded = async (
  deps: EndingDeps,
  userId: UserId,
  ended: readonly EndedSession[],
): Promise<void> => {
  await Promise.all(ended.map(({ tokenHash }) => endCached(deps.keyValue, tokenHash)))
  await forgetStatus(deps, userId)
  deps.pokes.publish({ kind: 'revoked', userId, deviceId: null })
}

/** Of a person, or of a sign-in at Clerk. Before the sessions end, so that none begins in between. */
const refuseOldTokens = async (deps: EndingDeps, of: string): Promise<void> => {
  await deps.keyValue.set(keyOf(of), String(deps.now()), MAX_LIFETIME_S * 1000)
}

/** Whether a token was made before its person or its sign-in was ended: it outlives that by a minute. */
export const isTooOld = async (
  { keyValue }: Pick<EndingDeps, 'keyValue'>,
  token: { readonly userId: UserId; readonly sessionId: string; readonly issuedAt: number },
): Promise<boolean> => {
  const [person, signIn] = await Promise.all([
    keyValue.get(keyOf(token.userId)),
    keyValue.get(keyOf(token.sessionId)),
  ])
  if (signIn.kind === 'value') return true
  return person.kind === 'value' && token.issuedAt <= Number(person.value)
}

const keyOf = (of: string): string => `ended:${of}`
