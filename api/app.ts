/** The app: each route of the table with its answer, and what every answer has in common. */

import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { INERT_POLICY } from '../db/protocol/attachment-headers.ts'
import { fault } from '../db/protocol/fault.ts'
import type { Answer, AppContext, AppDeps, AppEnv } from './deps.ts'
import { faultOf } from './faults.ts'
import { createCurrentSession } from './identity/current-session.ts'
import { createLive } from './live/live.ts'
import { createOpenApi } from './openapi.ts'
import { replyFault, replyJson } from './reply.ts'
import { ROUTES, type RouteName } from './routes.ts'
import { answerAssistant } from './routes/assistant.ts'
import { answerAttachment, storeAttachment } from './routes/attachments.ts'
import { answerChatRows } from './routes/chat-rows.ts'
import { answerConfig } from './routes/config.ts'
import { answerDevices, pair, rename, revoke, revokeAll } from './routes/devices.ts'
import { answerDigests } from './routes/digests.ts'
import { answerHealth, answerReady } from './routes/health.ts'
import { answerLive } from './routes/live.ts'
import { answerMetrics } from './routes/metrics.ts'
import { answerSession, exchange, signOut } from './routes/session.ts'
import { answerStatus, answerSync } from './routes/sync.ts'
import { answerClerkWebhook } from './routes/webhooks.ts'
import { commonHeaders } from './static/security-headers.ts'
import { serveApp } from './static/serve-app.ts'
import { tellEvent } from './tell-events.ts'

const answersOf = (app: AppDeps): Readonly<Record<RouteName, Answer>> => {
  const deps = { ...app, sessions: createCurrentSession(app), live: createLive(app) }
  const document = createOpenApi(ROUTES, app.version)
  return {
    'POST /api/sync': answerSync(deps),
    'GET /api/sync': answerStatus(deps),
    'GET /api/sync/digests': answerDigests(deps),
    'GET /api/chats/:chatId/rows': answerChatRows(deps),
    'GET /api/live': answerLive(deps),
    'GET /api/config': answerConfig(deps),
    'POST /api/session': exchange(deps),
    'GET /api/session': answerSession(deps),
    'DELETE /api/session': signOut(deps),
    'GET /api/devices': answerDevices(deps),
    'POST /api/devices/pair': pair(deps),
    'PATCH /api/devices/:deviceId': rename(deps),
    'DELETE /api/devices': revokeAll(deps),
    'DELETE /api/devices/:deviceId': revoke(deps),
    'PUT /api/attachments/:sha256': storeAttachment(deps),
    'GET /api/attachments/:sha256': answerAttachment(deps),
    'POST /api/assistant': answerAssistant(deps),
    'POST /api/webhooks/clerk': answerClerkWebhook(deps),
    'GET /api/health': answerHealth,
    'GET /api/ready': answerReady(deps),
    'GET /api/metrics': answerMetrics(deps),
    'GET /api/openapi.json': (c) => replyJson(c, document),
  }
}

/** Needs nothing but its deps, so that tests ask it by `app.request()`; `listen` puts it on a port. */
export const createApp = (deps: AppDeps): Hono<AppEnv> => {
  const app = new Hono<AppEnv>()
  app.use(withHeaders(deps))
  app.use('/api/*', withLog(deps))
  for (const [name, answer] of Object.entries(answersOf(deps))) {
    const [method = '', path = ''] = name.split(' ')
    app.on(method, path, answer)
  }
  app.all('/api/*', (c) => replyFault(c, fault('not_found')))
  if (deps.files !== null) app.get('*', serveApp(deps.config, deps.files))
  app.notFound((c) => replyFault(c, fault('not_found')))
  app.onError((error, c) => replyFault(c, faultOf(error, c.get('log') ?? deps.log)))
  return app
}

const withHeaders = (deps: AppDeps): MiddlewareHandler<AppEnv> => {
  const headers = Object.entries(commonHeaders(deps.config))
  return async (c, next) => {
    for (const [name, value] of headers) c.header(name, value)
    await next()
  }
}

/** Every line that a request leaves in the log has its id, and so has the answer. */
const withLog =
  (deps: AppDeps): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    const syncId = readSyncId(c)
    c.set('log', deps.log.child(syncId === null ? { requestId } : { requestId, syncId }))
    c.header('x-request-id', requestId)
    c.header('cache-control', 'no-store')
    c.header('content-security-policy', INERT_POLICY)
    await next()
    tellEvent(deps.metrics, c, `${c.req.method} ${c.req.routePath}`)
  }

/** A UUID, or 22 letters of base64url; anything else may be any text, and is not for the log. */
const SYNC_ID = /^([\w-]{22}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i

/** One id for all requests of a device's run, so that its whole sync can be followed. */
const readSyncId = (c: AppContext): string | null =>
  SYNC_ID.exec(c.req.header('x-sync-id') ?? '')?.[0] ?? null
