/** An instance of the server in this process, on a port of its own, and streams to it. */

import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { readConfig } from '../../api/config.ts'
import { createLog } from '../../api/log.ts'
import { run } from '../../api/run.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { pokeSchema, type Poke } from '../../db/protocol/live.ts'
import { ORIGIN, type Door } from './app.ts'
import type { TokenMaker } from './tokens.ts'

export interface Instance extends Door {
  readonly port: number
  readonly tokens: TokenMaker
  readonly signInLink: string | null
  readonly logText: () => string
  readonly close: () => Promise<void>
}

export interface InstanceSettings {
  readonly env: Readonly<Record<string, string>>
  readonly tokens: TokenMaker
}

/** Ends with the test. Its origin is the usual one, whatever its port: as behind a proxy. */
export const startInstance = async ({ env, tokens }: InstanceSettings): Promise<Instance> => {
  const read = readConfig({
    LOG_LEVEL: 'debug',
    ...tokens.env,
    APP_ORIGIN: ORIGIN,
    PORT: '0',
    ...env,
  })
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  let text = ''
  const log = createLog(read.config.logLevel, { write: (line: string) => void (text += line) })
  const running = await run({ config: read.config, log, version: '0.0.0', distFolder: null })
  let isOpen = true
  const close = async () => {
    if (isOpen) await running.close()
    isOpen = false
  }
  onTestFinished(close)
  return {
    port: running.port,
    tokens,
    signInLink: await running.signInLink,
    logText: () => text,
    send: (path, init) => fetch(`http://127.0.0.1:${running.port}${path}`, init),
    close,
  }
}

export interface TestStream {
  readonly tell: (cursor: string | null) => void
  /** Anything, as text. */
  readonly say: (text: string) => void
  /** The pokes that have come and were not taken yet; waits for one. */
  readonly nextPoke: () => Promise<Poke>
  readonly pokesWaiting: () => number
  /** The code it was closed with. */
  readonly closed: Promise<number>
  readonly close: () => void
}

export type Handshake =
  | { readonly kind: 'open'; readonly stream: TestStream }
  | { readonly kind: 'refused'; readonly status: number }

const PATIENCE_MS = 60_000

/** Opens `/api/live` as a page with this cookie would. */
export const openStream = (
  instance: Pick<Instance, 'port'>,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<Handshake> => {
  const given = Object.entries({ origin: ORIGIN, ...headers }).filter(
    ([, value]) => value !== undefined,
  )
  const socket = new WebSocket(`ws://127.0.0.1:${instance.port}/api/live`, {
    headers: Object.fromEntries(given),
  })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    const stream = follow(socket)
    socket.once('open', () => resolve({ kind: 'open', stream }))
    socket.once('unexpected-response', (_request, response) => {
      resolve({ kind: 'refused', status: response.statusCode ?? 0 })
      socket.terminate()
    })
    socket.on('error', reject)
  })
}

/** The same for tests that are not about being refused. */
export const mustOpenStream = async (
  ...how: Parameters<typeof openStream>
): Promise<TestStream> => {
  const handshake = await openStream(...how)
  if (handshake.kind === 'refused') throw new Error(`refused with ${handshake.status}`)
  return handshake.stream
}

const follow = (socket: WebSocket): TestStream => {
  const pokes: Poke[] = []
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve)
  })
  socket.on('message', (message: Buffer) => {
    const poke = parseWith(pokeSchema, JSON.parse(message.toString()))
    if (poke.kind === 'broken') throw new Error(`${poke.where} ${poke.why}: ${message.toString()}`)
    pokes.push(poke.value)
  })
  const nextPoke = async (): Promise<Poke> => {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const poke = pokes.shift()
      if (poke !== undefined) return poke
      if (Date.now() > deadline) throw new Error('no poke came')
      await new Promise((resolve) => {
        setTimeout(resolve, 2)
      })
    }
  }
  return {
    tell: (cursor) => socket.send(JSON.stringify({ kind: 'cursor', cursor })),
    say: (text) => socket.send(text),
    nextPoke,
    pokesWaiting: () => pokes.length,
    closed,
    close: () => socket.close(),
  }
}
