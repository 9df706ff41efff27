/** Signing in and out with the server: credentials once for a session cookie, and back. */

import { Dexie } from 'dexie'
import * as z from 'zod/mini'
import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { saveIdentity } from '../../db/device/identity.ts'
import { newId } from '../../db/device/new-id.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { FAULTS, type Fault } from '../../db/protocol/fault.ts'
import type { DeviceId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import {
  configReplySchema,
  sessionReplySchema,
  type ConfigReply,
  type SessionReply,
} from '../../db/protocol/session.ts'
import { APP_VERSION } from '../version.ts'
import { callApi, type Answer } from './call-api.ts'
import { deviceName, systemName } from './device-name.ts'
import { homeState, meta, reopenHome } from './home.ts'

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'unreachable' }

/** Set while the server could not be told of a sign-out: the cookie is still there, and must not count. */
const SIGN_OUT_UNTOLD = 'sign-out-untold'

export const readConfig = (): Promise<Answer<ConfigReply>> =>
  callApi('/api/config', configReplySchema)

/**
 * `authorization` is `Pair <code>` or `Bearer <token>`. `displayName` is what the person is called
 * here; the server knows only an id.
 */
export const signIn = async (
  authorization: string,
  displayName?: string,
): Promise<SignInOutcome> => {
  const agent = navigator.userAgent
  const deviceId = await chooseDeviceId()
  const answer = await callApi('/api/session', sessionReplySchema, {
    method: 'POST',
    authorization,
    body: {
      deviceId,
      name: deviceName(agent),
      platform: systemName(agent),
      appVersion: APP_VERSION,
    },
  })
  if (answer.kind === 'unreachable') return answer
  if (answer.kind === 'fault') return { kind: 'refused', fault: answer.fault }
  localStorage.removeItem(SIGN_OUT_UNTOLD)
  await enter(answer.value, displayName)
  return { kind: 'signed-in' }
}

/** With no identity on record, an earlier session's cookie may still tell who this is. */
export const restoreFromCookie = async (): Promise<void> => {
  if (localStorage.getItem(SIGN_OUT_UNTOLD) !== null) {
    await tellSignOut()
    return
  }
  const answer = await callApi('/api/session', sessionReplySchema)
  const state = homeState()
  const isStillNobody = state.kind === 'open' && state.home.identity === null
  if (answer.kind === 'ok' && isStillNobody) await enter(answer.value)
}

/** Tells the server; where it cannot be reached, the next start tells it. */
export const tellSignOut = async (): Promise<void> => {
  localStorage.setItem(SIGN_OUT_UNTOLD, 'yes')
  const answer = await callApi('/api/session', z.unknown(), { method: 'DELETE' })
  const isOver =
    answer.kind === 'ok' ||
    (answer.kind === 'fault' && FAULTS[answer.fault.code].remedy === 'sign-in')
  if (isOver) localStorage.removeItem(SIGN_OUT_UNTOLD)
}

const enter = async (reply: SessionReply, displayName?: string): Promise<void> => {
  await saveIdentity(meta, {
    userId: reply.userId,
    displayName: displayName ?? nameOf(reply.userId),
    signedInAt: Date.now(),
    expiresAt: reply.expiresAt,
    state: 'active',
  })
  await reopenHome(reply.deviceId)
}

/** The built-in sign-in knows one person, the owner of the machine. */
const nameOf = (userId: string): string => (userId === 'owner' ? 'Owner' : userId)

/**
 * The device id to sign in with: the one that a database on this device already has, where there is
 * exactly one, so that coming back does not make a second device of the same browser.
 */
const chooseDeviceId = async (): Promise<DeviceId> => {
  const names = await Dexie.getDatabaseNames()
  const local = databaseName(null)
  const kept = names.filter(
    (name) => name.startsWith('chat_') && name !== local && name !== meta.name,
  )
  const [only] = kept
  if (only === undefined || kept.length > 1) return idOf(newId())
  const database = await openChatDatabase(only)
  const { deviceId } = await readSync(database)
  database.close({ disableAutoOpen: true })
  return deviceId
}
