/** `GET /api/live`: the stream on which a device hears that there is something newer. */

import { upgradeWebSocket } from '@hono/node-server'
import type { WSContext, WSEvents } from 'hono/ws'
import { WebSocket } from 'ws'
import { fault } from '../../db/protocol/fault.ts'
import { LIVE_CLOSE, liveCursorSchema, type LiveCursor } from '../../db/protocol/live.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import type { Caller, Credentials, CurrentSession } from '../identity/current-session.ts'
import { guardUpgrade } from '../identity/guard.ts'
import { readCredentials } from '../identity/with-caller.ts'
import type { Stream } from '../live/crowd.ts'
import { checkSession, type Live, type Membership } from '../live/live.ts'
import type { Logger } from '../log.ts'
import { replyFault } from '../reply.ts'
import { whoIs } from '../tell-events.ts'

interface LiveDeps extends AppDeps {
  readonly sessions: CurrentSession
  readonly live: Live
}

/** How often an open stream's session is looked at; a revocation is told at once besides. */
const CHECK_MS = 5 * 60_000

/** A browser shows no status of a refused handshake; the page asks `GET /api/session` for the reason. */
export const answerLive =
  (deps: LiveDeps): Answer =>
  async (c) => {
    const credentials = readCredentials(c)
    const forbidden =
      credentials.authorization === null ? guardUpgrade(c.req.raw, deps.config.appOrigin) : null
    if (forbidden !== null) return replyFault(c, forbidden)
    const recognition = await deps.sessions.recognise(credentials)
    if (recognition.kind === 'fault') return replyFault(c, recognition.fault)
    const { caller } = recognition
    const expected = c.req.header('x-expect-user')
    if (expected !== undefined && expected !== caller.userId)
      return replyFault(c, fault('user_mismatch'))
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
      return replyFault(c, fault('invalid', { message: 'This address is a WebSocket.' }))
    return upgrade(deps, c, { caller, credentials })
  }

const upgrade = (
  deps: LiveDeps,
  c: AppContext,
  signedIn: { readonly caller: Caller; readonly credentials: Credentials },
): Promise<Response> => {
  const isSignedIn = async () =>
    (await deps.sessions.recognise(signedIn.credentials)).kind === 'caller'
  return upgradeWebSocket(c, eventsOf(deps, { ...signedIn, isSignedIn, log: c.get('log') }), {
    onError: (error: unknown) => deps.log.error({ err: error }, 'a stream met a bug'),
  })
}

const eventsOf = (
  deps: LiveDeps,
  of: {
    readonly caller: Caller
    readonly isSignedIn: () => Promise<boolean>
    readonly log: Logger
  },
): WSEvents => {
  const { log } = of
  const who = whoIs(of.caller)
  let membership: Membership | null = null
  let timer: NodeJS.Timeout | undefined
  const leave = () => {
    clearInterval(timer)
    membership?.leave()
  }
  return {
    onOpen: (_event, socket) => {
      const stream = toStream(socket, of.caller, of.isSignedIn)
      membership = deps.live.join(stream)
      log.debug(who, 'stream opened')
      timer = setInterval(() => void checkSession(deps, stream), CHECK_MS).unref()
    },
    onMessage: (event, socket) => {
      const told = readCursor(event.data)
      if (told === null) socket.close(LIVE_CLOSE.invalid, 'not understood')
      else membership?.tell(told.cursor)
    },
    onClose: (event) => {
      if (membership !== null) log.debug({ ...who, code: event.code }, 'stream closed')
      leave()
    },
    onError: leave,
  }
}

const toStream = (
  socket: WSContext,
  caller: Caller,
  isSignedIn: () => Promise<boolean>,
): Stream => ({
  userId: caller.userId,
  deviceId: caller.by === 'device' ? caller.deviceId : null,
  send: (text) => socket.send(text),
  close: (code, reason) => socket.close(code, reason),
  unsentBytes: () => (socket.raw instanceof WebSocket ? socket.raw.bufferedAmount : 0),
  isSignedIn,
})

const readCursor = (message: unknown): LiveCursor | null => {
  const json = typeof message === 'string' ? parseJson(message) : null
  const told = json?.kind === 'ok' ? parseWith(liveCursorSchema, json.value) : null
  return told?.kind === 'ok' ? told.value : null
}
