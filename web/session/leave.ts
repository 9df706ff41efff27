/** Signing out: first this device, then the server, and what an interrupted sign-out left undone. */

import { Dexie } from 'dexie'
import * as z from 'zod/mini'
import { changeIdentity, clearIdentity, readIdentity } from '../../db/device/identity.ts'
import { forgetDatabase } from '../../db/device/forget.ts'
import { FAULTS } from '../../db/protocol/fault.ts'
import { sessionReplySchema } from '../../db/protocol/session.ts'
import { forgetMirrors } from '../chats/draft-mirror.ts'
import { forgetPlaces } from '../chats/place-shelf.ts'
import { stopPeriodicWakeUps } from '../sync/background.ts'
import { showToast } from '../ui/toasts.ts'
import { callApi } from './call-api.ts'
import { askClerkToSignOut } from './clerk-sign-out.ts'
import { becomeTheirs } from './exchange.ts'
import { homeState, reopenHome, type Home } from './home.ts'
import { takeSignedIn } from './just-signed-in.ts'
import { meta } from './own-identity.ts'

/** `keep`: the database stays, hidden until this person signs in here again. */
export type ChatsFate = 'keep' | 'remove'

/** A database that is to be deleted, until it is. */
const TO_FORGET = 'database-to-forget'
/** Set while the server could not be told of a sign-out: the cookie is still there, and must not count. */
const SIGN_OUT_UNTOLD = 'sign-out-untold'

/**
 * The record says "signing out" before anything else, so that no worker sends another change; the
 * server is told last, because it may be out of reach.
 */
export const signOut = async ({ identity, database }: Home, fate: ChatsFate): Promise<void> => {
  if (identity === null) return
  await changeIdentity(meta, identity.userId, { state: 'signing_out' })
  if (fate === 'remove') localStorage.setItem(TO_FORGET, database.name)
  askClerkToSignOut()
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
  if (takeSignedIn())
    showToast({ id: 'session', text: 'Signed in. Sync has begun.', durationMs: 5000 })
  window.addEventListener('online', () => void look())
  void look()
}

const look = async (): Promise<void> => {
  await finishLeaving()
  const state = homeState()
  const isNobody = state.kind === 'open' && state.home.identity === null
  if (isNobody && navigator.onLine) await restoreFromCookie()
}

/** With no identity on record, an earlier session's cookie may still tell who this is. */
const restoreFromCookie = async (): Promise<void> => {
  if (localStorage.getItem(SIGN_OUT_UNTOLD) !== null) {
    await tellSignOut()
    return
  }
  const answer = await callApi('/api/session', sessionReplySchema)
  const state = homeState()
  const isStillNobody = state.kind === 'open' && state.home.identity === null
  if (answer.kind !== 'ok' || !isStillNobody) return
  await becomeTheirs(answer.value)
  await reopenHome()
}

/** Tells the server; where it cannot be reached, the next start tells it. */
const tellSignOut = async (): Promise<void> => {
  localStorage.setItem(SIGN_OUT_UNTOLD, 'yes')
  const answer = await callApi('/api/session', z.unknown(), { method: 'DELETE' })
  const isOver =
    answer.kind === 'ok' ||
    (answer.kind === 'fault' && FAULTS[answer.fault.code].remedy === 'sign-in')
  if (isOver) localStorage.removeItem(SIGN_OUT_UNTOLD)
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
