/** How the built app is served: caches, compression, deep links, and what it may do. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../api/config.ts'
import type { AppEnv } from '../../api/deps.ts'
import { pageMetaPolicy } from '../../api/static/page-policy.ts'
import { serveApp } from '../../api/static/serve-app.ts'
import { readStaticFiles } from '../../api/static/static-files.ts'
import { temporaryFolder } from '../world/folders.ts'
import { createTokenMaker } from '../world/tokens.ts'

const SCRIPT = 'console.log("bees")\n'.repeat(100)

const openSite = async (env: Readonly<Record<string, string>> = {}) => {
  const read = readConfig(env)
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  const folder = temporaryFolder('dist')
  for (const name of ['assets', 'clerkjs/5.1.0']) mkdirSync(join(folder, name), { recursive: true })
  const files: Readonly<Record<string, string | Buffer>> = {
    'index.html': '<!doctype html><title>chat-sync</title>',
    'sign-in.html': '<!doctype html><title>sign in</title>',
    'clerkjs/5.1.0/clerk.browser.js': SCRIPT,
    'worker.js': 'self.skipWaiting',
    'manifest.webmanifest': '{}',
    'assets/app-1a2b.js': SCRIPT,
    'assets/app-1a2b.js.br': brotliCompressSync(SCRIPT),
    'assets/app-1a2b.js.gz': gzipSync(SCRIPT),
    'assets/search-worker-1a2b.js': SCRIPT,
    'assets/app-1a2b.js.map': '{"sources":["secret"]}',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const app = new Hono<AppEnv>()
  app.get('*', serveApp(read.config, await readStaticFiles(folder)))
  return (path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(`http://localhost:8787${path}`, { headers })
}

describe('the built app', () => {
  test('keeps hashed assets for ever and asks about everything else', async () => {
    const get = await openSite()
    const cacheOf = async (path: string) => (await get(path)).headers.get('cache-control')

    for (const path of ['/assets/app-1a2b.js', '/clerkjs/5.1.0/clerk.browser.js'])
      expect(await cacheOf(path)).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/sign-in', '/worker.js', '/manifest.webmanifest'])
      expect(await cacheOf(path)).toBe('no-cache')
  })

  test('answers any deep link with the page, but never for a missing file', async () => {
    const get = await openSite()

    for (const path of ['/', '/index.html', '/c/0192-abc', '/sign-in/x', '/c/a.b'])
      expect(await (await get(path, { accept: 'text/html' })).text()).toContain('<title>chat-sync')
    for (const path of ['/assets/app-0000.js', '/icon.png', '/worker.js.map'])
      expect((await get(path)).status).toBe(404)
    expect((await get('/clerkjs/5/x.js', { accept: 'text/html' })).status).toBe(404)
  })

  test('is compressed as the browser asks', async () => {
    const get = await openSite()
    const ask = async (encoding: string) => {
      const response = await get('/assets/app-1a2b.js', { 'accept-encoding': encoding })
      return [response.headers.get('content-encoding'), (await response.arrayBuffer()).byteLength]
    }

    expect(await ask('gzip, deflate, br, zstd')).toEqual(['br', brotliCompressSync(SCRIPT).length])
    expect(await ask('gzip;q=1')).toEqual(['gzip', gzipSync(SCRIPT).length])
    expect(await ask('identity')).toEqual([null, SCRIPT.length])
  })

  test('is not sent twice to a browser that has it', async () => {
    const get = await openSite()
    const etag = (await get('/')).headers.get('etag') ?? ''

    const known = await get('/c/1', { 'if-none-match': `"other", ${etag}` })
    const other = await get('/', { 'if-none-match': '"other"' })

    expect([known.status, await known.text()]).toEqual([304, ''])
    expect(other.status).toBe(200)
  })

  test('gives neither source maps nor files beside it', async () => {
    const get = await openSite()

    for (const path of [
      '/assets/app-1a2b.js.map',
      '/assets/app-1a2b.js.br',
      '/../package.json',
      '/%2e%2e/package.json',
    ])
      expect(await (await get(path)).text()).not.toMatch(/secret|"name"/)
  })

  test('may load from itself alone, runs no text, and is framed by nobody', async () => {
    const get = await openSite()
    const page = (await get('/c/1')).headers

    expect((page.get('content-security-policy') ?? '').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: https:",
      "font-src 'self'",
      "connect-src 'self' ws://localhost:8787",
      "worker-src 'self'",
      "manifest-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "require-trusted-types-for 'script'",
      'trusted-types chat-sync',
      "frame-ancestors 'none'",
    ])
    expect(page.get('permissions-policy')).toMatch(/camera=\(\).*microphone=\(\).*payment=\(\)/)
    expect(page.get('permissions-policy')).not.toMatch(/clipboard-write|web-share/)
  })

  test('says the same of itself, but for its own lines and its frames', async () => {
    const get = await openSite()
    const header = (await get('/')).headers.get('content-security-policy')

    const without = header
      ?.replace(' ws://localhost:8787', '')
      .replace("; frame-ancestors 'none'", '')
    expect(pageMetaPolicy()).toBe(without)
  })

  test('has a worker that controls all of it and asks nobody else', async () => {
    const get = await openSite()
    const worker = (await get('/worker.js')).headers

    expect(worker.get('service-worker-allowed')).toBe('/')
    expect(worker.get('content-security-policy')).toBe(
      "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
  })

  test('has a worker that searches and asks nobody at all', async () => {
    const get = await openSite()
    const policyOf = async (path: string) =>
      (await get(path)).headers.get('content-security-policy')

    expect(await policyOf('/assets/search-worker-1a2b.js')).toBe(
      "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(await policyOf('/assets/app-1a2b.js')).toBeNull()
  })

  test('signs in on a document of its own, which alone may talk to Clerk, and runs no script of it but ours', async () => {
    const get = await openSite(createTokenMaker().env)
    const policyOf = async (path: string) =>
      (await get(path)).headers.get('content-security-policy')?.split('; ') ?? []

    for (const path of ['/sign-in', '/sign-in.html']) {
      expect(await (await get(path)).text()).toContain('<title>sign in')
      const policy = await policyOf(path)
      expect(policy).toContain("script-src 'self' https://challenges.cloudflare.com")
      expect(policy).toContain("connect-src 'self' https://clerk.example.com")
    }
    for (const path of ['/', '/index.html', '/c/1', '/sign-in/x'])
      expect((await policyOf(path)).join()).not.toMatch(/clerk|cloudflare|unsafe/)
  })

  test('is as strict where one signs in with a link: nothing but its own', async () => {
    const get = await openSite()
    const policyOf = async (path: string) =>
      (await get(path)).headers.get('content-security-policy') ?? ''

    expect(await policyOf('/sign-in')).toContain("script-src 'self'; style-src 'self'")
    expect(await policyOf('/sign-in')).toBe(await policyOf('/'))
  })

  test('sends who typed 127.0.0.1 to the address whose cookies count', async () => {
    const read = readConfig({})
    if (read.kind === 'nonsense') throw new Error(read.sentence)
    const app = new Hono<AppEnv>().get('*', serveApp(read.config, new Map()))

    const alias = await app.request('http://127.0.0.1:8787/c/1?a=b')
    const own = await app.request('http://localhost:8787/c/1')

    expect([alias.status, alias.headers.get('location')]).toEqual([
      302,
      'http://localhost:8787/c/1?a=b',
    ])
    expect(own.status).toBe(404)
  })
})
