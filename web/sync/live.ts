/** The live line to the server: hears pokes, tells how far this device has read, comes back by itself. */

import '../session/no-eval.ts'
import { liveQuery } from 'dexie'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { LIVE_CLOSE, pokeSchema, type LiveCursor, type Poke } from '../../db/protocol/live.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'

interface LiveDeps {
  readonly database: ChatDatabase
  /** Ends the line for good. */
  readonly signal: AbortSignal
  /** The server is there: each time the line stands again. */
  readonly onOpen: () => void
  readonly onPoke: (poke: Poke) => void
  /** The server ended the line because this device is signed out. */
  readonly onSignedOut: () => void
}

const SHORTEST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** A line that held this long was a good one: the next wait starts small again. */
const GOOD_AFTER_MS = 10_000

/** Full jitter, so that a restarted server is not met by everybody at once. */
const waitMs = (failures: number): number =>
  SHORTEST_WAIT_MS +
  Math.random() * Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(failures, 10))

const readPoke = (text: unknown): Poke | null => {
  if (typeof text !== 'string') return null
  const json = parseJson(text)
  const poke = json.kind === 'ok' ? parseWith(pokeSchema, json.value) : json
  return poke.kind === 'ok' ? poke.value : null
}

/** One connection, until it ends; tells whether to come back. */
const holdLine = ({
  database,
  signal,
  onOpen,
  onPoke,
}: LiveDeps): Promise<{ readonly isOver: boolean }> =>
  new Promise((resolve) => {
    const address = new URL('/api/live', location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address)
    const hangUp = () => socket.close()
    signal.addEventListener('abort', hangUp, { once: true })
    const cursors = liveQuery(async () => (await readSync(database)).cursor)
    let watching: { unsubscribe: () => void } | undefined

    socket.addEventListener('open', () => {
      onOpen()
      watching = cursors.subscribe((cursor) => {
        const told: LiveCursor = { kind: 'cursor', cursor }
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(told))
      })
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      const poke = readPoke(event.data)
      if (poke !== null) onPoke(poke)
    })
    socket.addEventListener('close', ({ code }) => {
      watching?.unsubscribe()
      signal.removeEventListener('abort', hangUp)
      resolve({ isOver: code === LIVE_CLOSE.signedOut })
    })
  })

/** Waits for so long, or until the network or the person comes back. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const ended = new AbortController()
    const end = () => {
      ended.abort()
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, ms)
    const once = { once: true, signal: ended.signal }
    window.addEventListener('online', end, once)
    document.addEventListener('visibilitychange', end, once)
    signal.addEventListener('abort', end, once)
  })

/**
 * Holds the line for as long as the page shows. A missed poke costs only time, so every failure is
 * answered by waiting longer; a refused handshake looks like any other, and the engine's own
 * requests find out why.
 */
export const listenLive = (deps: LiveDeps): void => {
  const { signal } = deps
  const keep = async (): Promise<void> => {
    let failures = 0
    while (!signal.aborted) {
      if (navigator.onLine && document.visibilityState === 'visible') {
        const since = performance.now()
        const { isOver } = await holdLine(deps)
        if (isOver) deps.onSignedOut()
        const wasGood = performance.now() - since > GOOD_AFTER_MS
        failures = isOver ? Number.MAX_SAFE_INTEGER : wasGood ? 0 : failures + 1
      }
      if (!signal.aborted) await rest(waitMs(failures), signal)
    }
  }
  void keep()
}
