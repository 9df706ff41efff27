/** Signing in with the server: credentials once for a session cookie, and this device is somebody's. */

import { Dexie } from 'dexie'
import { databaseName, openChatDatabase, type ChatDatabase } from '../../db/device/database.ts'
import { saveIdentity } from '../../db/device/identity.ts'
import { newId } from '../../db/device/new-id.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { DeviceId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { sessionReplySchema, type SessionReply } from '../../db/protocol/session.ts'
import { SESSION_LOCK } from '../../sw/sign-out.ts'
import { APP_VERSION } from '../version.ts'
import { callApi } from './call-api.ts'
import { deviceName, systemName } from './device-name.ts'
import { meta, tellIdentityChanged } from './own-identity.ts'

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'unreachable' }

/** The built-in sign-in knows one person, the owner of the machine. */
export const OWNER = 'owner'

export interface Credentials {
  /** `Pair <code>` or `Bearer <token>`. */
  readonly authorization: string
  /** Whose they are said to be; the server decides, and this only finds that person's database here. */
  readonly userId: string
  /** What the person is called here; the server knows only an id. */
  readonly displayName?: string | undefined
}

/** One at a time with a sign-out that is still on its way, whose answer takes the cookie away. */
export const signIn = (credentials: Credentials): Promise<SignInOutcome> =>
  navigator.locks.request(SESSION_LOCK, () => exchange(credentials))

const exchange = async (credentials: Credentials): Promise<SignInOutcome> => {
  const agent = navigator.userAgent
  const answer = await callApi('/api/session', sessionReplySchema, {
    method: 'POST',
    authorization: credentials.authorization,
    body: {
      deviceId: await chooseDeviceId(credentials.userId),
      name: deviceName(agent),
      platform: systemName(agent),
      appVersion: APP_VERSION,
    },
  })
  if (answer.kind === 'unreachable') return answer
  if (answer.kind === 'fault') return { kind: 'refused', fault: answer.fault }
  await becomeTheirs(answer.value, credentials.displayName)
  return { kind: 'signed-in' }
}

/** From now on this browser is theirs; the other tabs hear of it. */
export const becomeTheirs = async (reply: SessionReply, displayName?: string): Promise<void> => {
  await makeDatabase(reply)
  await saveIdentity(meta, {
    userId: reply.userId,
    displayName: displayName ?? nameOf(reply.userId),
    signedInAt: Date.now(),
    expiresAt: reply.expiresAt,
    state: 'active',
  })
  tellIdentityChanged()
}

const nameOf = (userId: string): string => (userId === OWNER ? 'Owner' : userId)

/** With the id that the server knows this device by; one that is there already keeps its own. */
const makeDatabase = async ({ userId, deviceId }: SessionReply): Promise<void> => {
  const database = await new Promise<ChatDatabase | null>((resolve) => {
    // Whatever keeps it from opening (an older tab, a full disk), the app will say.
    const giveUp = () => resolve(null)
    openChatDatabase(databaseName(userId), { newId: () => deviceId, onBlocked: giveUp })
      .then(resolve)
      .catch(giveUp)
  })
  database?.close({ disableAutoOpen: true })
}

/**
 * The device id to sign in with: the one that the person's database on this device already has, so
 * that coming back does not make a second device of the same browser.
 */
const chooseDeviceId = async (userId: string): Promise<DeviceId> => {
  try {
    const name = databaseName(idOf(userId))
    if (!(await Dexie.exists(name))) return idOf(newId())
    const database = await openChatDatabase(name)
    const { deviceId } = await readSync(database)
    database.close({ disableAutoOpen: true })
    return deviceId
  } catch {
    // It does not open here, which the app will say; another id is only another name in the list.
    return idOf(newId())
  }
}
