/** `/api/devices`: a person's devices, their names, the end of one or of all, and a code for the next. */

import { fault } from '../../db/protocol/fault.ts'
import { deviceIdSchema, type DeviceId } from '../../db/protocol/ids.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { renameDeviceSchema } from '../../db/protocol/session.ts'
import { listDevices, renameDevice, revokeDevice } from '../../db/server/devices.ts'
import { readJsonBody } from '../body.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import type { Caller, CurrentSession } from '../identity/current-session.ts'
import { signOutEverywhere } from '../identity/end-sign-ins.ts'
import { PAIR_TTL_MS } from '../identity/pairing.ts'
import { clearSessionCookie } from '../identity/session-cookie.ts'
import { withCaller } from '../identity/with-caller.ts'
import { replyFault, replyJson } from '../reply.ts'
import { forgetStatus } from '../status-cache.ts'

export interface DevicesDeps extends AppDeps {
  readonly sessions: CurrentSession
}

export const answerDevices = (deps: DevicesDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const { userId } = caller
    const devices = await listDevices(deps.database, { userId, deviceId: deviceOf(caller) })
    return replyJson(c, { devices })
  })

/** Another person's device is one that does not exist (law P1). */
export const rename = (deps: DevicesDeps): Answer =>
  withCaller(deps, async (c, { userId }) => {
    const deviceId = readDeviceId(c)
    const body = await readJsonBody(c.req.raw, renameDeviceSchema)
    if (body.kind === 'fault') return replyFault(c, body.fault)
    if (deviceId === null) return replyFault(c, fault('not_found'))
    const { name } = body.value.value
    const isKnown = await renameDevice(deps.database, { userId, deviceId, name })
    await forgetStatus(deps, userId)
    return isKnown ? replyJson(c, {}) : replyFault(c, fault('not_found'))
  })

/** The device is signed out everywhere at once: its sessions, what is cached of them, its streams. */
export const revoke = (deps: DevicesDeps): Answer =>
  withCaller(deps, async (c, { userId }) => {
    const deviceId = readDeviceId(c)
    if (deviceId === null) return replyFault(c, fault('not_found'))
    const ended = await revokeDevice(deps.database, { userId, deviceId, now: deps.now() })
    if (ended === null) return replyFault(c, fault('not_found'))
    await Promise.all(ended.map((tokenHash) => deps.sessions.forget(tokenHash)))
    await forgetStatus(deps, userId)
    deps.pokes.publish({ kind: 'revoked', userId, deviceId })
    return replyJson(c, {})
  })

/** All of them; with `?except=current` but for the one that asks, if it is a device. */
export const revokeAll = (deps: DevicesDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const except = c.req.query('except')
    if (except !== undefined && except !== 'current')
      return replyFault(c, fault('invalid', { message: 'except may be current.' }))
    const keep = except === 'current' && caller.by === 'device' ? caller.tokenHash : null
    await signOutEverywhere(deps, { userId: caller.userId, keep })
    if (keep === null && caller.by === 'device') clearSessionCookie(c)
    return replyJson(c, {})
  })

export const pair = (deps: DevicesDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const { userId } = caller
    const { pairing, config } = deps
    if (pairing === null)
      return replyFault(c, fault('not_found', { message: 'Sign in with your account instead.' }))
    const tooMany = await deps.limits.pair(caller)
    if (tooMany !== null) return replyFault(c, tooMany)
    const code = await pairing.newCode(userId, PAIR_TTL_MS)
    if (code === null) return replyFault(c, fault('unavailable'))
    const link = `${config.appOrigin}/sign-in#code=${code}`
    return replyJson(c, { code, link, expiresAt: deps.now() + PAIR_TTL_MS })
  })

const deviceOf = (caller: Caller): DeviceId | null =>
  caller.by === 'device' ? caller.deviceId : null

const readDeviceId = (c: AppContext): DeviceId | null => {
  const parsed = parseWith<DeviceId>(deviceIdSchema, c.req.param('deviceId'))
  return parsed.kind === 'ok' ? parsed.value : null
}
