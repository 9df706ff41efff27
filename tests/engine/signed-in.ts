/** Devices of one person, their engines talking to the real app, with a network that can be told to fail. */

import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { ORIGIN, signedInBrowser, type TestApp } from '../world/app.ts'
import { createDevice, type Clock, type TestDevice } from './device.ts'

/** An AbortController: it is told to abort, and the request gets nowhere. */
type Fate = 'pass' | 'lose request' | 'lose reply' | 'double' | AbortController

/** A request as it crossed. */
interface Crossed {
  readonly direction: string
  readonly changes: number
  readonly bytesUp: number
  readonly bytesDown: number
}

export interface SignedIn extends TestDevice {
  readonly log: readonly Crossed[]
  /** What happens to the next requests, in order; then all is well again. */
  readonly next: (...fates: readonly Fate[]) => void
}

export interface SignedInSettings {
  readonly userId: string
  readonly seed: number
  readonly clock?: Clock
  readonly disk?: IDBFactory
}

export const signInDevice = async (
  app: TestApp,
  { userId, seed, ...more }: SignedInSettings,
): Promise<SignedIn> => {
  const log: Crossed[] = []
  const fates: Fate[] = []
  let cookie = ''
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    headers.set('origin', ORIGIN)
    headers.set('sec-fetch-site', 'same-origin')
    return app.send(path, { ...init, headers })
  }
  const fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const fate = fates.shift()
    if (fate instanceof AbortController) {
      fate.abort()
      throw fate.signal.reason
    }
    if (fate === 'lose request') throw new TypeError('fetch failed')
    if (fate === 'double') await send(path, init)
    const response = await send(path, init)
    const text = await response.text()
    log.push({ ...(await askedIn(init)), bytesDown: text.length })
    if (fate === 'lose reply') throw new TypeError('fetch failed')
    return new Response(text, response)
  }
  const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(createHash('sha256').update(bytes).digest())
  const device = await createDevice({ ...more, fetch, userId, seed, sha256 })
  const sync = await device.database.sync.get('sync')
  const browser = await signedInBrowser(app, userId, sync?.deviceId)
  cookie = browser.cookie() ?? ''
  return { ...device, log, next: (...told) => void fates.push(...told) }
}

/** Each of them pushes and pulls, one after another, until nothing of it is unsent. */
export const syncAll = async (...devices: readonly SignedIn[]): Promise<void> => {
  for (const device of devices) {
    const outcome = await device.engine.sync('full', { trigger: 'person' })
    expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
  }
}

const askedIn = async (init: RequestInit): Promise<Omit<Crossed, 'bytesDown'>> => {
  if (init.method !== 'POST') return { direction: '', changes: 0, bytesUp: 0 }
  const body = new Response(init.body ?? '')
  const bytes = await body.clone().arrayBuffer()
  const isZipped = new Headers(init.headers).get('content-encoding') === 'gzip'
  const plain = isZipped ? body.body?.pipeThrough(new DecompressionStream('gzip')) : body.body
  const asked: { direction?: unknown; changes?: unknown } = await new Response(plain).json()
  return {
    direction: String(asked.direction),
    changes: Array.isArray(asked.changes) ? asked.changes.length : 0,
    bytesUp: bytes.byteLength,
  }
}
