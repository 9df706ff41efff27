/** A site of somebody else: a server with an empty page, and what a script of that page does to ours. */

import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { putOnPort } from '../world/put-on-port.ts'

export interface ForeignSite {
  /** The same site as ours, by its name; another origin, by its port. */
  readonly sameSite: string
  /** Another site altogether. */
  readonly crossSite: string
}

export const openForeignSite = async (): Promise<ForeignSite> => {
  const server = createServer((_, reply) => {
    reply.setHeader('content-type', 'text/html')
    reply.end('<!doctype html><title>elsewhere</title><body></body>')
  })
  const port = await putOnPort(server)
  return { sameSite: `http://localhost:${port}`, crossSite: `http://127.0.0.1:${port}` }
}

/** A body that would do harm, if it were taken. */
export const harm = (name: string): string =>
  JSON.stringify({
    direction: 'full',
    deviceId: `evil-${name}`,
    changes: [
      {
        changeId: `evil-${name}`,
        seq: 1,
        editedAt: 1,
        kind: 'chat.create',
        chat: { id: `evil-${name}`, title: 'planted', timestamp: 1 },
      },
    ],
  })

interface Fetched {
  readonly what: string
  /** What the script could see: `opaque` is nothing, `refused` not even that it was answered. */
  readonly seen: string
}

/** Every kind of fetch that a page may try, with the cookies that its browser sends along. */
export const tryFetches = (page: Page, origin: string, body: string): Promise<readonly Fetched[]> =>
  page.evaluate(
    async ({ to, text }) => {
      const json = { 'content-type': 'application/json' }
      const guarded = { ...json, 'x-sync-client': '1' }
      const post = { method: 'POST', body: text }
      const tries: readonly (readonly [string, string, RequestInit])[] = [
        ['read', '/api/devices', {}],
        ['read a round', '/api/sync', {}],
        ['read without CORS', '/api/devices', { mode: 'no-cors' }],
        ['text', '/api/sync', { ...post, mode: 'no-cors' }],
        ['text with CORS', '/api/sync', post],
        ['bytes', '/api/sync', { ...post, body: new Blob([text]), mode: 'no-cors' }],
        [
          'form',
          '/api/sync',
          { ...post, body: new URLSearchParams({ body: text }), mode: 'no-cors' },
        ],
        ['JSON', '/api/sync', { ...post, headers: json }],
        ['JSON with our header', '/api/sync', { ...post, headers: guarded }],
        ['JSON without CORS', '/api/sync', { ...post, headers: guarded, mode: 'no-cors' }],
        ['pairing', '/api/devices/pair', { method: 'POST', body: '{}', mode: 'no-cors' }],
        ['sign-out', '/api/session', { method: 'DELETE' }],
        ['rename', '/api/devices/laptop', { method: 'PATCH', headers: guarded, body: '{}' }],
        ['file', `/api/attachments/${'a'.repeat(64)}`, { method: 'PUT', body: 'x' }],
        ['beacon', '', {}],
      ]
      const fetched: Fetched[] = []
      for (const [what, path, init] of tries) {
        if (what === 'beacon') {
          navigator.sendBeacon(`${to}/api/sync`, text)
          navigator.sendBeacon(`${to}/api/sync`, new Blob([text], { type: 'application/json' }))
          continue
        }
        const seen = await fetch(to + path, { credentials: 'include', ...init }).then(
          (reply) => (reply.type === 'opaque' ? 'opaque' : `${reply.type} ${reply.status}`),
          () => 'refused',
        )
        fetched.push({ what, seen })
      }
      return fetched
    },
    { to: origin, text: body },
  )

/** Forms of each encoding, sent into frames; gives what the page could read of the answers. */
export const tryForms = (page: Page, origin: string, body: string): Promise<readonly string[]> =>
  page.evaluate(
    async ({ to, text }) => {
      const read: string[] = []
      const encodings = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
      for (const path of ['/api/sync', '/api/session', '/api/devices/pair'])
        for (const encoding of encodings) {
          const frame = document.createElement('iframe')
          frame.name = `frame-${read.length}`
          document.body.append(frame)
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: to + path, target: frame.name })
          form.enctype = encoding
          const field = document.createElement('input')
          // As text/plain the body is `name=value`: JSON with an equals sign inside a text.
          field.name = `${text.slice(0, -1)},"x":"`
          field.value = '"}'
          form.append(field)
          document.body.append(form)
          const loaded = new Promise((resolve) => {
            frame.addEventListener('load', resolve)
            setTimeout(resolve, 3000)
          })
          form.submit()
          await loaded
          read.push(frame.contentDocument?.body.textContent ?? '')
        }
      return read.filter((words) => words !== '')
    },
    { to: origin, text: body },
  )

/** Our addresses as pictures, scripts, styles and frames; gives those that the page got. */
export const tryElements = (page: Page, origin: string): Promise<readonly string[]> =>
  page.evaluate(async (to) => {
    const got: string[] = []
    const add = (element: HTMLElement, what: string): Promise<void> =>
      new Promise((resolve) => {
        element.addEventListener('load', () => {
          got.push(what)
          resolve()
        })
        element.addEventListener('error', () => resolve())
        setTimeout(resolve, 3000)
        document.body.append(element)
      })
    const paths = ['/api/devices', '/api/sync', '/api/session', '/api/openapi.json']
    for (const path of paths) {
      const url = to + path
      await Promise.all([
        add(Object.assign(document.createElement('img'), { src: url }), `picture ${path}`),
        add(Object.assign(document.createElement('script'), { src: url }), `script ${path}`),
        add(
          Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }),
          `style ${path}`,
        ),
      ])
    }
    return got
  }, origin)

/** What becomes of a stream that the page opens: `open` or `closed`. */
export const tryStream = (page: Page, origin: string): Promise<string> =>
  page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url)
        socket.addEventListener('open', () => resolve('open'))
        socket.addEventListener('close', () => resolve('closed'))
      }),
    `${origin.replace('http', 'ws')}/api/live`,
  )

/** What stands in a frame of this address: nothing, where it may not be framed. */
export const tryFrame = async (page: Page, url: string): Promise<string> => {
  await page.evaluate(
    (src) =>
      new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src })
        frame.addEventListener('load', resolve)
        setTimeout(resolve, 5000)
        document.body.append(frame)
      }),
    url,
  )
  const frame = page.frames().at(-1)
  return frame === undefined ? '' : frame.url()
}

/** Opens the address, talks to it, and tells whether it could reach into it. */
export const tryWindow = (page: Page, url: string, messages: readonly unknown[]) =>
  page.evaluate(
    async ({ to, said }) => {
      const opened = window.open(to)
      await new Promise((resolve) => {
        setTimeout(resolve, 3000)
      })
      for (const message of said) opened?.postMessage(message, '*')
      let reached = 'nothing'
      try {
        reached = opened?.document.title ?? 'nothing'
      } catch {
        // Another origin: as it should be.
      }
      return { isCut: opened?.closed ?? true, reached }
    },
    { to: url, said: messages },
  )
