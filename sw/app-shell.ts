/** The app itself, offline: every built file is kept, every address opens the one page. */

/** A file of the build: its path, and a hash of its bytes where the path has none. */
interface ShellFile {
  readonly url: string
  readonly revision: string | null
}

/** The build's list, as the bundler writes it into the worker; a path alone names its own bytes. */
export type ShellManifest = readonly (ShellFile | string)[]

const PREFIX = 'app-'
const PAGE = '/index.html'

/** Addresses that are the server's alone. */
const SERVER_PATH = /^\/api\//
/** A document of its own, never kept: the app stands in for it where no server answers. */
const SIGN_IN_PATH = '/sign-in'
/** A network that takes longer for one small page is none. */
const PATIENCE_MS = 10_000
/** Files whose names change with their bytes; a page of the former version may still ask for its own. */
const NAMED_BY_BYTES = /^\/assets\//

/**
 * Installs, answers and tidies up for the worker. The files of a version are one cache, filled as a
 * whole before the version can start; what did not change is taken over from the former one. That
 * one stays until the version after: an open page of it may still load a part of itself.
 */
export const keepAppShell = (worker: ServiceWorkerGlobalScope, manifest: ShellManifest): void => {
  const keys = new Map(manifest.map((file) => toKey(file, worker.location.href)))
  const name = PREFIX + hashOf([...keys.values()].join('\n'))

  worker.addEventListener('install', (event) => {
    event.waitUntil(Promise.all([fill(name, [...keys.values()]), leaveToServer(event)]))
  })
  worker.addEventListener('activate', (event) => {
    event.waitUntil(Promise.all([tidy(name), worker.clients.claim()]))
  })
  worker.addEventListener('fetch', (event) => {
    const { request } = event
    const { origin, pathname } = new URL(request.url)
    if (request.method !== 'GET' || origin !== worker.location.origin) return
    if (SERVER_PATH.test(pathname)) return
    const isPage = request.mode === 'navigate'
    const key = isPage ? keys.get(PAGE) : (keys.get(pathname) ?? namedByBytes(pathname, request))
    if (key === undefined) return
    event.respondWith(
      isPage && pathname === SIGN_IN_PATH ? serverFirst(request, key) : keptFirst(request, key),
    )
  })
}

/** A browser that can be told beforehand does not start the worker for what is not the worker's; files may be. */
const leaveToServer = async (event: ExtendableEvent): Promise<void> => {
  await event.addRoutes?.([
    {
      condition: { urlPattern: '/api/attachments/*', requestMethod: 'GET' },
      source: 'fetch-event',
    },
    { condition: { urlPattern: '/api/*' }, source: 'network' },
  ])
}

/** A file's path, and the address under which these very bytes of it are kept. */
const toKey = (file: ShellFile | string, base: string): [string, string] => {
  const { url, revision } = typeof file === 'string' ? { url: file, revision: null } : file
  const { href, pathname } = new URL(url, base)
  return [pathname, revision === null ? href : `${href}?${revision}`]
}

const namedByBytes = (pathname: string, request: Request): string | undefined =>
  NAMED_BY_BYTES.test(pathname) ? request.url : undefined

/** FNV-1a, to tell one version's list of files from another's. */
const hashOf = (text: string): string => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

const fill = async (name: string, keys: readonly string[]): Promise<void> => {
  const cache = await caches.open(name)
  const keep = async (key: string): Promise<void> => {
    const response = (await caches.match(key)) ?? (await fetch(key, { cache: 'reload' }))
    // A page must not be answered by a redirect, and half an app is none.
    if (!response.ok || response.redirected) throw new Error(`the app lacks ${key}`)
    await cache.put(key, response)
  }
  await Promise.all(keys.map(keep))
}

const tidy = async (name: string): Promise<void> => {
  const former = (await caches.keys()).filter((other) => other.startsWith(PREFIX) && other !== name)
  await Promise.all(former.slice(0, -1).map((other) => caches.delete(other)))
}

const keptFirst = async (request: Request, key: string): Promise<Response> =>
  (await caches.match(key)) ?? fetch(request)

const tooLong = (): Promise<null> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), PATIENCE_MS)
  })

/** With no network, or no server behind it, the app opens and says so. */
const serverFirst = async (request: Request, key: string): Promise<Response> => {
  const answer = await Promise.race([fetch(request).catch(() => null), tooLong()])
  return answer !== null && answer.status < 500 ? answer : keptFirst(request, key)
}
