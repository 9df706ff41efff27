/** Signing out: first this device, then the server, and what an interrupted sign-out left undone. */

import { Dexie } from 'dexie'
import { changeIdentity, readIdentity } from '../../db/device/identity.ts'
import { forgetDatabase } from '../../db/device/forget.ts'
import { sessionReplySchema } from '../../db/protocol/session.ts'
import { deliverSignOut } from '../../sw/sign-out.ts'
import { forgetMirrors } from '../chats/draft-mirror.ts'
import { forgetPlaces } from '../chats/place-shelf.ts'
import { forgetDeviceNames } from '../conflicts/device-names.ts'
import { askToTellSignOut, stopPeriodicWakeUps } from '../sync/background.ts'
import { showToast } from '../ui/toasts.ts'
import { callApi } from './call-api.ts'
import { forgetAge } from './database-age.ts'
import { askClerkToSignOut } from './clerk-sign-out.ts'
import { becomeTheirs } from './exchange.ts'
import { homeState, reopenHome, type Home } from './home.ts'
import { takeSignedIn } from './just-signed-in.ts'
import { meta } from './own-identity.ts'

/** `keep`: the database stays, hidden until this person signs in here again. */
export type ChatsFate = 'keep' | 'remove'

/** A database that is to be deleted, until it is. */
const TO_FORGET = 'database-to-forget'

/**
 * The record says "signing out" before anything else, so that no worker sends another change, and goes
 * on saying so until the server has heard of it: by this page now, by the worker when there is a
 * network, or by the next page. Until then the cookie is still there, and must not count.
 */
export const signOut = async ({ identity, database }: Home, fate: ChatsFate): Promise<void> => {
  if (identity === null) return
  await changeIdentity(meta, identity.userId, { state: 'signing_out' })
  if (fate === 'remove') localStorage.setItem(TO_FORGET, database.name)
  askClerkToSignOut()
  await reopenHome()
  await Promise.all([stopPeriodicWakeUps(), askToTellSignOut()])
  if (fate === 'remove') {
    await forgetDatabase(database)
    forgetShelf(database.name)
    localStorage.removeItem(TO_FORGET)
  }
  await deliverSignOut(meta)
}

/** At the start and whenever the network comes back: ends what was begun, or finds an earlier session. */
export const watchForSession = (): void => {
  if (takeSignedIn())
    showToast({ id: 'session', text: 'Signed in. Sync has begun.', durationMs: 5000 })
  window.addEventListener('online', () => void look())
  void look()
}

const look = async (): Promise<void> => {
  const hasLeft = await finishLeaving()
  const state = homeState()
  const isNobody = state.kind === 'open' && state.home.identity === null
  if (hasLeft && isNobody && navigator.onLine) await restoreFromCookie()
}

/** With no identity on record, an earlier session's cookie may still tell who this is. */
const restoreFromCookie = async (): Promise<void> => {
  const answer = await callApi('/api/session', sessionReplySchema)
  if (answer.kind !== 'ok' || (await readIdentity(meta)) !== null) return
  await becomeTheirs(answer.value)
  await reopenHome()
}

const forgetShelf = (databaseName: string): void => {
  forgetMirrors(localStorage, databaseName)
  forgetPlaces(localStorage, databaseName)
  forgetDeviceNames(localStorage, databaseName)
  forgetAge(localStorage, databaseName)
}

/** False: the server has still not heard of a sign-out. */
const finishLeaving = async (): Promise<boolean> => {
  const name = localStorage.getItem(TO_FORGET)
  if (name !== null) {
    await Dexie.delete(name)
    forgetShelf(name)
    localStorage.removeItem(TO_FORGET)
  }
  return deliverSignOut(meta)
}
