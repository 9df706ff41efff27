/** A sign-out is over when the server knows of it: told by the page, or by the worker with no page open. */

import { endIdentity, readIdentity, type MetaDatabase } from '../db/device/identity.ts'

/** Whoever signs in holds it too, so that a late sign-out never takes the cookie of who came after. */
export const SESSION_LOCK = 'chat-sync-session'

const PATIENCE_MS = 10_000

/** True: nobody is signing out here (any more). False: the server could not be told; ask again later. */
export const deliverSignOut = (meta: MetaDatabase): Promise<boolean> =>
  navigator.locks.request(SESSION_LOCK, async () => {
    const identity = await readIdentity(meta)
    if (identity?.state !== 'signing_out') return true
    if (!(await isTold())) return false
    await endIdentity(meta, identity)
    return true
  })

/** An answer that is not of our server (a hotel's sign-in page, say) tells nobody anything. */
const isTold = async (): Promise<boolean> => {
  try {
    const response = await fetch('/api/session', {
      method: 'DELETE',
      // Asked for with a type, as no form of another site can.
      headers: { 'x-sync-client': '1', 'content-type': 'application/json' },
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const body: unknown = await response.json()
    const isOurs = typeof body === 'object' && body !== null && 'protocol' in body
    return isOurs && (response.ok || response.status === 401)
  } catch {
    return false
  }
}
