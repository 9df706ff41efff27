/** `POST /api/sync`: one round, changes in and a page out. `GET /api/sync`: how far the devices are. */

import { fault, type Fault } from '../../db/protocol/fault.ts'
import { deviceIdSchema, type DeviceId } from '../../db/protocol/ids.ts'
import { MAX_BODY_BYTES } from '../../db/protocol/limits.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { syncRequestSchema, type Head, type SyncRequest } from '../../db/protocol/round.ts'
import { OLDEST_PROTOCOL_SERVED } from '../../db/protocol/version.ts'
import { moveSession } from '../../db/server/device-sessions.ts'
import { applyRound, type RoundReply } from '../../db/server/round.ts'
import { announcedBytes, readJsonBody } from '../body.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import { faultOf } from '../faults.ts'
import type { Caller, CurrentSession } from '../identity/current-session.ts'
import { withCaller } from '../identity/with-caller.ts'
import type { Live } from '../live/live.ts'
import { replyFault, replyJson, replyText } from '../reply.ts'
import { findStatus, forgetStatus } from '../status-cache.ts'
import { tell, writeSyncReply } from './sync-reply.ts'
import { measureRound, tellEnd, tellStart } from './tell-sync.ts'

export interface SyncDeps extends AppDeps {
  readonly sessions: CurrentSession
  readonly live: Live
}

export const answerStatus = (deps: SyncDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const asked = c.req.query('deviceId')
    const parsed = asked === undefined ? null : parseWith<DeviceId>(deviceIdSchema, asked)
    if (parsed?.kind === 'broken')
      return replyFault(c, fault('invalid', { message: 'deviceId is no id.' }))
    const own = caller.by === 'device' ? caller.deviceId : deps.config.deviceId
    const deviceId = parsed?.value ?? own
    const status = await findStatus(deps, { userId: caller.userId, deviceId })
    return replyJson(c, { ...status })
  })

export const answerSync = (deps: SyncDeps): Answer => {
  const sync = withCaller(deps, (c, caller) => answerRound(deps, c, caller))
  return async (c) => {
    const begin = performance.now()
    const response = await answerOrFault(c, () =>
      deps.config.syncEnabled ? sync(c) : Promise.resolve(replyFault(c, SYNC_IS_OFF)),
    )
    tellEnd(deps, c, performance.now() - begin)
    return response
  }
}

const SYNC_IS_OFF: Fault = fault('unavailable', {
  message: 'Syncing is turned off on this server; everything stays on this device.',
})

const answerOrFault = async (
  c: AppContext,
  answer: () => Response | Promise<Response>,
): Promise<Response> => {
  try {
    return await answer()
  } catch (error) {
    return replyFault(c, faultOf(error, c.get('log')))
  }
}

const answerRound = async (deps: SyncDeps, c: AppContext, caller: Caller): Promise<Response> => {
  const [tooMany, body] = await Promise.all([
    deps.limits.sync(caller, announcedBytes(c.req.raw, MAX_BODY_BYTES)),
    readJsonBody(c.req.raw, syncRequestSchema),
  ])
  if (tooMany !== null) return replyFault(c, tooMany)
  if (body.kind === 'fault') return replyFault(c, body.fault)
  const request = { ...body.value.value, deviceId: chooseDevice(deps, caller, body.value.value) }
  const { deviceId, direction } = request
  c.set('round', { deviceId, direction, bytes: body.value.bytes })
  tellStart(c)
  if (request.protocol !== undefined && request.protocol < OLDEST_PROTOCOL_SERVED)
    return replyFault(c, fault('update_required'))
  const now = deps.now()
  const { userId } = caller
  const round = { userId, now, request, newToken: deps.newToken }
  const outcome = await applyRound(deps.database, round)
  if (outcome.kind === 'fault') return replyFault(c, outcome.fault)
  // Sent before the news is spread, so that whoever asks because of it finds the status as it is now.
  const forgotten = forgetStatus(deps, userId)
  spread(deps, caller, { request, reply: outcome.reply })
  await Promise.all([forgotten, followFork(deps, caller, request)])
  const message = tell(request, outcome.reply)
  c.set('message', message)
  return replyText(c, writeSyncReply(outcome.reply, { message, serverTime: now }))
}

const chooseDevice = (deps: SyncDeps, caller: Caller, request: SyncRequest): DeviceId =>
  request.deviceId ?? (caller.by === 'device' ? caller.deviceId : deps.config.deviceId)

/** After a fork the device has a new id; its sign-in goes with it. */
const followFork = async (deps: SyncDeps, caller: Caller, request: SyncRequest): Promise<void> => {
  if (caller.by !== 'device' || request.deviceId === undefined) return
  if (request.deviceId === caller.deviceId || request.retires !== caller.deviceId) return
  const { tokenHash } = caller
  await moveSession(deps.database, { tokenHash, deviceId: request.deviceId, now: deps.now() })
  await deps.sessions.forget(tokenHash)
}

/** After the commit, and without waiting for anyone: the other devices, and the figures. */
const spread = (
  deps: SyncDeps,
  caller: Caller,
  round: { readonly request: SyncRequest; readonly reply: RoundReply },
): void => {
  const { reply, request } = round
  const { userId } = caller
  // Before the poke: this device has its page already, and needs no echo of it.
  if (request.direction !== 'upload' && request.deviceId !== undefined)
    deps.live.advance({ userId, deviceId: request.deviceId, cursor: reply.page.to })
  if (reply.pushed > 0) {
    const since = foundAt(request, reply)
    if (since !== null) deps.live.pass(userId, { since, head: reply.head, page: reply.page })
    deps.pokes.publish({ kind: 'newer', userId, revision: reply.head.revision })
  }
  // What the server erased by itself is news to this device as well.
  if (reply.emptiedAt !== undefined)
    deps.pokes.publish({ kind: 'newer', userId, revision: reply.emptiedAt })
  measureRound(deps.metrics, userId, round)
}

/**
 * The end of the history that this push went on from, with its token: known where the device had just
 * that end before it, which the push has checked. Null: the token would have to be read.
 */
const foundAt = ({ seen }: SyncRequest, { head, pushed }: RoundReply): Head | null =>
  seen != null && seen.revision > 0 && seen.revision === head.revision - pushed ? seen : null
