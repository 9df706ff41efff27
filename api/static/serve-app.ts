/** Serves the built app: hashed assets for ever, everything else asked about each time, any deep link the app, `/sign-in` its own document. */

import { extname } from 'node:path'
import type { Config } from '../config.ts'
import type { Answer, AppContext } from '../deps.ts'
import { chooseEncoding } from '../reply.ts'
import { permissionsPolicy, searchPolicy, workerPolicy } from './page-policy.ts'
import { pagePolicy, signInPolicy } from './security-headers.ts'
import type { StaticFile, StaticFiles } from './static-files.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'
const APP = '/index.html'
const SIGN_IN = '/sign-in.html'
/** Each is given with its policy, under whatever name it is asked for. */
const PAGES = new Set([APP, SIGN_IN])
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export const serveApp =
  (config: Config, files: StaticFiles): Answer =>
  (c) => {
    const own = ownAddress(c, config)
    if (own !== null) return c.redirect(own, 302)
    const { path } = c.req
    const file = files.get(path)
    if (file !== undefined && !PAGES.has(path)) return give(c, file, cacheOf(path))
    const isSignIn = path === '/sign-in' || path === SIGN_IN
    const page = isPage(c) ? files.get(isSignIn ? SIGN_IN : APP) : undefined
    if (page === undefined) return c.text('There is nothing here.', 404)
    c.header('content-security-policy', isSignIn ? signInPolicy(config) : pagePolicy(config))
    c.header('permissions-policy', permissionsPolicy())
    return give(c, page, ASK_EACH_TIME)
  }

/**
 * The cookie and the database of the browser belong to one origin: who typed 127.0.0.1 is sent to
 * localhost, where the app is.
 */
const ownAddress = (c: AppContext, config: Config): string | null => {
  const asked = new URL(c.req.url)
  const own = new URL(config.appOrigin)
  const isAlias = LOOPBACK.has(asked.hostname) && LOOPBACK.has(own.hostname)
  if (!isAlias || asked.hostname === own.hostname || asked.port !== own.port) return null
  return `${own.origin}${asked.pathname}${asked.search}`
}

/** A missing chunk of an older build must not be answered with the page; the worker asks by name. */
const isPage = (c: AppContext): boolean =>
  PAGES.has(c.req.path) ||
  (!NEVER_CHANGES.test(c.req.path) &&
    (extname(c.req.path) === '' || (c.req.header('accept') ?? '').includes('text/html')))

/** Named by their bytes, or in a folder named by their version. */
const NEVER_CHANGES = /^\/(assets|clerkjs)\//

const SEARCH_WORKER = /^\/assets\/search-worker-/

const cacheOf = (path: string): string => (NEVER_CHANGES.test(path) ? FOR_EVER : ASK_EACH_TIME)

const give = (c: AppContext, file: StaticFile, cache: string): Response => {
  c.header('cache-control', cache)
  c.header('etag', file.etag)
  c.header('vary', 'accept-encoding')
  if (c.req.path === '/worker.js') {
    c.header('service-worker-allowed', '/')
    c.header('content-security-policy', workerPolicy())
  }
  if (SEARCH_WORKER.test(c.req.path)) c.header('content-security-policy', searchPolicy())
  if (isKnown(c.req.header('if-none-match'), file.etag)) return c.body(null, 304)
  const encoding = chooseEncoding(c)
  const compressed = encoding === 'br' ? file.br : encoding === 'gzip' ? file.gzip : undefined
  c.header('content-type', file.type)
  if (encoding !== null && compressed !== undefined) c.header('content-encoding', encoding)
  return c.body(new Uint8Array(compressed ?? file.bytes))
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((one) => one.trim() === etag)
