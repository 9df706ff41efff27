/** Puts the app on a port, with its WebSockets, and takes it off politely. */

import { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { WebSocketServer, type WebSocket } from 'ws'

/** Longer than any proxy's patience with a silent stream. */
const HEARTBEAT_MS = 25_000
/** How long a stop waits for answers that are under way. */
const LAST_ANSWERS_MS = 10_000
/** The device says only where it has read to. */
const MAX_MESSAGE_BYTES = 4096
const GOING_AWAY = 1001

export type Fetch = (request: Request, env: object) => Response | Promise<Response>

export interface Listening {
  readonly port: number
  /**
   * From now on every answer ends its connection, so that whoever holds one asks elsewhere next time;
   * resolves when nobody but streams is connected, at the latest when the patience is over.
   */
  readonly drain: (patienceMs: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** How long anybody may take, in ms, and how often that is looked at. */
export interface Patience {
  readonly headersMs: number
  readonly requestMs: number
  readonly lookMs: number
}

/** A file of 20 MiB takes five minutes on a poor phone line; nobody takes long for a few lines of headers. */
export const PATIENCE: Patience = { headersMs: 15_000, requestMs: 300_000, lookMs: 5_000 }

/** A browser sends two or three KiB, most of it cookies of the sign-in service. */
const MAX_HEADER_BYTES = 16 * 1024

/** Rejects with the system's error where the port cannot be had. Who is too slow is answered 408 and cut off. */
export const listen = async (
  fetch: Fetch,
  where: { readonly host: string; readonly port: number },
  patience: Patience = PATIENCE,
): Promise<Listening> => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.lookMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    // @ts-expect-error The two packages write the same overloads differently; a test opens a stream.
    websocket: { server: sockets },
  })
  const heartbeat = setInterval(() => beat(sockets), HEARTBEAT_MS).unref()
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once('error', reject)
    server.listen(where.port, where.host, () => resolve(server.address()))
  })
  const connections = createConnections(server, sockets)
  const close = async (): Promise<void> => {
    clearInterval(heartbeat)
    const closed = new Promise((resolve) => {
      server.close(resolve)
    })
    for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the server stops')
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate()
      if ('closeAllConnections' in server) server.closeAllConnections()
    }, LAST_ANSWERS_MS)
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    await closed
    clearTimeout(timer)
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : where.port,
    drain: connections.drain,
    close,
  }
}

/** How often the end of a drain is looked for. */
const LOOK_MS = 20

/** Who is connected without being a stream, and the word with which each is sent away. */
const createConnections = (
  server: ReturnType<typeof createAdaptorServer>,
  streams: WebSocketServer,
) => {
  const sockets = new Set<Duplex>()
  let isDraining = false
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Not on `upgrade`: the adapter answers a refused handshake only where it alone listens to that.
  streams.on('connection', (_stream, { socket }) => sockets.delete(socket))
  // Before the app's own listener, which answers.
  server.prependListener('request', (_request: unknown, response: unknown) => {
    if (isDraining && response instanceof ServerResponse) response.setHeader('connection', 'close')
  })
  const drain = async (patienceMs: number): Promise<void> => {
    isDraining = true
    const deadline = Date.now() + patienceMs
    while (sockets.size > 0 && Date.now() < deadline) await sleep(LOOK_MS)
  }
  return { drain }
}

const unanswered = new WeakSet<WebSocket>()

/** A stream whose other side has not answered since the last beat is gone, whatever the system says. */
const beat = (sockets: WebSocketServer): void => {
  for (const socket of sockets.clients) {
    if (unanswered.has(socket)) {
      socket.terminate()
      continue
    }
    unanswered.add(socket)
    socket.once('pong', () => unanswered.delete(socket))
    socket.ping()
  }
}
