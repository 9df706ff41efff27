/** `GET /api/metrics`: figures as Prometheus reads them, for this machine or for whoever has the token. */

import { createHash, timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { fault } from '../../db/protocol/fault.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import { replyFault } from '../reply.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

export const answerMetrics =
  ({ config, metrics }: Pick<AppDeps, 'config' | 'metrics'>): Answer =>
  async (c) => {
    const isAllowed =
      config.metricsToken === null ? isFromHere(c) : hasToken(c, config.metricsToken)
    if (!isAllowed) return replyFault(c, fault('forbidden'))
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  }

/** A proxy on this machine calls from here too, for somebody else. */
const isFromHere = (c: AppContext): boolean =>
  FORWARDED.every((name) => c.req.header(name) === undefined) &&
  LOOPBACK.has(getConnInfo(c).remote.address ?? '')

const hasToken = (c: AppContext, token: string): boolean =>
  timingSafeEqual(digest(c.req.header('authorization') ?? ''), digest(`Bearer ${token}`))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
