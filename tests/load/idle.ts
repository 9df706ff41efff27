/** Streams that only wait: how much each takes, whether all live through the heartbeats, and how they end. */

import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { residentOf } from '../bench/resident.ts'
import type { PeopleServer } from '../bench/services.ts'
import { readExposition, type Exposition } from '../world/exposition.ts'
import { signInByHand } from '../world/script.ts'

export interface IdleSettings {
  readonly sockets: number
  readonly seconds: number
}

export interface IdleReport {
  readonly opened: number
  readonly alive: number
  /** Heartbeats of the server that were answered. */
  readonly pings: number
  readonly closedCleanly: number
  /** What the server still counts once all are closed. */
  readonly left: number
  /** Of the process before and with all of them, with what still waits to be collected. */
  readonly residentMb: { readonly before: number; readonly after: number }
  /** Of the heap, which is what each of them takes at most. */
  readonly heapMb: { readonly before: number; readonly after: number }
}

const PER_PERSON = 100
const AT_ONCE = 50

export const playIdle = async (
  { server, tokens }: PeopleServer,
  { sockets: count, seconds }: IdleSettings,
): Promise<IdleReport> => {
  const { origin } = server
  const cookies = await Promise.all(
    Array.from({ length: Math.ceil(count / PER_PERSON) }, async (_, at) => {
      const token = await tokens.sign(`idle-${at}`)
      return signInByHand(origin, `Bearer ${token}`, `idle-device-${at}`)
    }),
  )
  const before = await memoryOf(server)
  const sockets: WebSocket[] = []
  let pings = 0
  for (let at = 0; at < count; at += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - at) }, async (_, next) => {
        const cookie = cookies[(at + next) % cookies.length] ?? ''
        const socket = await open(origin, cookie)
        socket.on('ping', () => void (pings += 1))
        sockets.push(socket)
      }),
    )
  await sleep(seconds * 1000)
  const after = await memoryOf(server)
  const alive = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length
  const codes = await Promise.all(sockets.map(close))
  return {
    opened: sockets.length,
    alive,
    pings,
    closedCleanly: codes.filter((code) => code === 1000).length,
    left: await streamsOf(server),
    residentMb: { before: before.resident, after: after.resident },
    heapMb: { before: before.heap, after: after.heap },
  }
}

const open = (origin: string, cookie: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/live`, {
      headers: { origin, cookie },
    })
    socket.once('open', () => {
      socket.send(JSON.stringify({ kind: 'cursor', cursor: '0' }))
      resolve(socket)
    })
    socket.on('error', reject)
  })

const close = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('close', resolve)
    socket.close(1000)
  })

const readMetrics = async ({ port }: PeopleServer['server']): Promise<Exposition> =>
  readExposition(await (await fetch(`http://127.0.0.1:${port}/api/metrics`)).text())

const memoryOf = async (server: PeopleServer['server']) => ({
  resident: residentOf(server.pid),
  heap: (await readMetrics(server)).of('nodejs_heap_size_used_bytes') / 2 ** 20,
})

/** The server hears of the last closing a moment after we do. */
const streamsOf = async (server: PeopleServer['server']): Promise<number> => {
  let left = Number.NaN
  for (let look = 0; look < 50 && left !== 0; look += 1) {
    await sleep(100)
    left = (await readMetrics(server)).of('chat_sync_streams')
  }
  return left
}
