/** Refuses what another site could make a signed-in browser send (CSRF); for requests that rely on the cookie. */

import { fault, type Fault } from '../../db/protocol/fault.ts'

const BODY_TYPES = new Set(['application/json', 'application/octet-stream'])
const READING = new Set(['GET', 'HEAD'])

/**
 * SameSite=Strict is not enough: another port or a sibling subdomain is the same site. Sec-Fetch-Site
 * where the browser sends it; for everything that writes also the Origin, a header that no form
 * can set, and a body type that no form can send. The address bar (`none`) may read.
 */
export const guardCookie = (request: Request, appOrigin: string): Fault | null => {
  const isReading = READING.has(request.method)
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && !(isReading && site === 'none'))
    return forbid('the request comes from another site')
  if (isReading) return null
  if (request.headers.get('origin') !== appOrigin) return forbid(`open the app at ${appOrigin}`)
  if (request.headers.get('x-sync-client') !== '1') return forbid('x-sync-client: 1 is missing')
  return hasForeignBody(request) ? forbid('the content type must be application/json') : null
}

/** A browser sends no Sec-Fetch-Site with a WebSocket handshake, but always the Origin. */
export const guardUpgrade = (request: Request, appOrigin: string): Fault | null =>
  request.headers.get('origin') === appOrigin ? null : forbid(`open the app at ${appOrigin}`)

const hasForeignBody = (request: Request): boolean => {
  const type = request.headers.get('content-type')
  if (type === null) return hasBody(request)
  return !BODY_TYPES.has(type.split(';')[0]?.trim().toLowerCase() ?? '')
}

/** By its headers: a server hands out a stream for every DELETE, also for one that sends nothing. */
const hasBody = ({ headers }: Request): boolean =>
  headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0

const forbid = (why: string): Fault =>
  fault('forbidden', { message: `This is not allowed: ${why}.` })
