/** The app without a port, asked as browsers and scripts ask it, by people whose tokens are made here. */

import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { createApp } from '../../api/app.ts'
import { readConfig } from '../../api/config.ts'
import type { AppDeps, AppEnv } from '../../api/deps.ts'
import { createLog } from '../../api/log.ts'
import { openDeps } from '../../api/open-deps.ts'
import { createTokenMaker, type TokenMaker } from './tokens.ts'

export const ORIGIN = 'http://localhost:8787'

/** Where requests go: straight into an app, or over the network to one that listens. */
export interface Door {
  readonly send: (path: string, init: RequestInit) => Response | Promise<Response>
}

export interface TestApp extends Door {
  readonly app: Hono<AppEnv>
  readonly deps: AppDeps
  readonly tokens: TokenMaker
  /** What it wrote to its log, a line an object. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[]
  readonly logText: () => string
  readonly close: () => Promise<void>
}

export interface TestAppSettings {
  readonly env: Readonly<Record<string, string>>
  /** Local sign-in instead of Clerk's. */
  readonly isLocal?: boolean
  /** Shared by the instances of one server. */
  readonly tokens?: TokenMaker
  /** Replaces what was opened: a clock, a store that fails. */
  readonly change?: (deps: AppDeps) => Partial<AppDeps>
}

export const openApp = async (settings: TestAppSettings): Promise<TestApp> => {
  const tokens = settings.tokens ?? createTokenMaker({ origin: ORIGIN })
  const read = readConfig({ ...(settings.isLocal === true ? {} : tokens.env), ...settings.env })
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  let text = ''
  const log = createLog(settings.env['LOG_LEVEL'] ?? 'debug', {
    write: (line: string) => void (text += line),
  })
  const { config } = read
  const { deps, close } = await openDeps({ config, log, version: '0.0.0', distFolder: null })
  const changed = { ...deps, ...settings.change?.(deps) }
  const app = createApp(changed)
  return {
    app,
    send: (path, init) => app.request(`${ORIGIN}${path}`, init),
    deps: changed,
    tokens,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line): Record<string, unknown> => JSON.parse(line)),
    logText: () => text,
    close,
  }
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
  readonly fault: string | undefined
}

export interface Ask {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface Asker {
  readonly ask: (route: string, how?: Ask) => Promise<Reply>
}

const toBody = (body: unknown): BodyInit | null => {
  if (body === undefined) return null
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

/** One request; a header given as undefined is left out. */
export const askApp = async (door: Door, route: string, how: Ask = {}): Promise<Reply> => {
  const [method = 'GET', path = '/'] = route.split(' ')
  const headers = Object.entries(how.headers ?? {}).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  const request = { method, headers: [...headers], body: toBody(how.body) }
  return toReply(await door.send(path, request))
}

const toReply = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
  const json: Record<string, unknown> = isJson && text !== '' ? JSON.parse(text) : {}
  const { fault } = json
  const code: unknown =
    typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : undefined
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    fault: typeof code === 'string' ? code : undefined,
  }
}

export interface TestBrowser extends Asker {
  readonly deviceId: string
  readonly cookie: () => string | undefined
  /** Exchanges a proof for the session cookie, which the browser keeps. */
  readonly signIn: (authorization: string) => Promise<Reply>
}

/** Sends what a browser sends from the app's own page, with the cookie it was given. */
export const openBrowser = (door: Door, deviceId: string = randomUUID()): TestBrowser => {
  let cookie: string | undefined
  const ask = async (route: string, how: Ask = {}): Promise<Reply> => {
    const isReading = route.startsWith('GET ') || route.startsWith('HEAD ')
    const headers = {
      'sec-fetch-site': 'same-origin',
      ...(isReading
        ? {}
        : { origin: ORIGIN, 'x-sync-client': '1', 'content-type': 'application/json' }),
      cookie,
      ...how.headers,
    }
    const reply = await askApp(door, route, { ...how, headers })
    const given = reply.headers.get('set-cookie')?.split(';')[0]
    if (given !== undefined) cookie = given.endsWith('=') ? undefined : given
    return reply
  }
  return {
    deviceId,
    cookie: () => cookie,
    ask,
    signIn: (authorization) =>
      ask('POST /api/session', {
        headers: { authorization },
        body: {
          deviceId,
          name: `Device ${deviceId.slice(0, 4)}`,
          platform: 'test',
          appVersion: '1',
        },
      }),
  }
}

/** A browser in which this person is signed in. */
export const signedInBrowser = async (
  door: Pick<TestApp, 'send' | 'tokens'>,
  userId: string,
  deviceId?: string,
): Promise<TestBrowser> => {
  const browser = openBrowser(door, deviceId)
  const reply = await browser.signIn(`Bearer ${await door.tokens.sign(userId)}`)
  if (reply.status !== 200) throw new Error(`not signed in: ${reply.text}`)
  return browser
}

/** A script that says who it is with each request. */
export const openScript = (door: Pick<TestApp, 'send' | 'tokens'>, userId: string): Asker => ({
  ask: async (route, how = {}) =>
    askApp(door, route, {
      ...how,
      headers: { authorization: `Bearer ${await door.tokens.sign(userId)}`, ...how.headers },
    }),
})
