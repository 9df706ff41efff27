/** Signing out: first this device, then the server, and what an interrupted sign-out left undone. */

import { Dexie } from 'dexie'
import { changeIdentity, clearIdentity, readIdentity } from '../../db/device/identity.ts'
import { forgetDatabase } from '../../db/device/forget.ts'
import { forgetMirrors } from '../chats/draft-mirror.ts'
import { forgetPlaces } from '../chats/place-shelf.ts'
import { stopPeriodicWakeUps } from '../sync/background.ts'
import { restoreFromCookie, tellSignOut } from './exchange.ts'
import { homeState, meta, reopenHome, type Home } from './home.ts'

/** `keep`: the database stays, hidden until this person signs in here again. */
export type ChatsFate = 'keep' | 'remove'

/** A database that is to be deleted, until it is. */
const TO_FORGET = 'database-to-forget'
/** Clerk's own session is ended the next time its code is loaded. */
export const CLERK_SIGN_OUT = 'clerk-sign-out'

/**
 * The record says "signing out" before anything else, so that no worker sends another change; the
 * server is told last, because it may be out of reach.
 */
export const signOut = async ({ identity, database }: Home, fate: ChatsFate): Promise<void> => {
  if (identity === null) return
  await changeIdentity(meta, identity.userId, { state: 'signing_out' })
  if (fate === 'remove') localStorage.setItem(TO_FORGET, database.name)
  localStorage.setItem(CLERK_SIGN_OUT, 'yes')
  await reopenHome()
  await stopPeriodicWakeUps()
  if (fate === 'remove') {
    await forgetDatabase(database)
    forgetShelf(database.name)
    localStorage.removeItem(TO_FORGET)
  }
  await tellSignOut()
  await clearIdentity(meta)
}

/** At the start and whenever the network comes back: ends what was begun, or finds an earlier session. */
export const watchForSession = (): void => {
  window.addEventListener('online', () => void look())
  void look()
}

const look = async (): Promise<void> => {
  await finishLeaving()
  const state = homeState()
  const isNobody = state.kind === 'open' && state.home.identity === null
  if (isNobody && navigator.onLine) await restoreFromCookie()
}

const forgetShelf = (databaseName: string): void => {
  forgetMirrors(localStorage, databaseName)
  forgetPlaces(localStorage, databaseName)
}

const finishLeaving = async (): Promise<void> => {
  const name = localStorage.getItem(TO_FORGET)
  if (name !== null) {
    await Dexie.delete(name)
    forgetShelf(name)
    localStorage.removeItem(TO_FORGET)
  }
  const identity = await readIdentity(meta)
  if (identity?.state !== 'signing_out') return
  await tellSignOut()
  await clearIdentity(meta)
}
