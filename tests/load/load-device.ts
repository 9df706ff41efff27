/** A connected device as the server sees it: a stream that hears pokes, pushes, and full syncs by the way. */

import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import * as z from 'zod/mini'
import { pokeSchema } from '../../db/protocol/live.ts'
import { headSchema, type Head } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { pageHeaders } from '../world/script.ts'

/** What all devices of a run add to. */
export interface Tally {
  readonly requestMs: number[]
  readonly pokeMs: number[]
  readonly errors: string[]
  /** Streams that ended without being asked to. */
  lostStreams: number
}

export interface LoadDevice {
  readonly write: () => Promise<void>
  readonly sync: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface DeviceSettings {
  readonly origin: string
  readonly cookie: string
  readonly deviceId: string
  readonly tally: Tally
}

const replySchema = z.object({
  results: z.array(z.object({ outcome: z.string() })),
  page: z.object({ to: z.nullable(z.string()), hasMore: z.boolean() }),
  head: headSchema,
})

/** The moment of writing is in the text, so that whoever hears of it knows how long that took. */
const MARK = /written at (\d+)/g
const WORDS = 'as long as what somebody writes in a chat with an assistant, a sentence or two. '

/** Where the device is; requests and pokes both move it, never back. */
interface Place {
  cursor: string | null
  seen: Head | null
  seq: number
}

const moveTo = (place: Place, cursor: string | null, head: Head): void => {
  if (cursor !== null && Number(cursor) >= Number(place.cursor ?? 0)) place.cursor = cursor
  if (head.revision >= (place.seen?.revision ?? 0)) place.seen = head
}

export const connectDevice = async (settings: DeviceSettings): Promise<LoadDevice> => {
  const { origin, cookie, deviceId, tally } = settings
  const place: Place = { cursor: '0', seen: null, seq: 0 }
  let isClosing = false
  let turn: Promise<unknown> = Promise.resolve()

  const ask = async (changes: readonly object[]): Promise<void> => {
    const { cursor, seen } = place
    const request = { protocol: PROTOCOL_VERSION, direction: 'full', deviceId, cursor, seen }
    const sized = { ...request, sentAt: Date.now(), pending: changes.length, changes }
    const begin = performance.now()
    const response = await fetch(`${origin}/api/sync`, {
      method: 'POST',
      headers: pageHeaders(origin, cookie),
      body: JSON.stringify(sized),
    })
    const text = await response.text()
    tally.requestMs.push(performance.now() - begin)
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 100)}`)
    const { page, head, results } = replySchema.parse(JSON.parse(text))
    if (results.some(({ outcome }) => outcome !== 'applied'))
      throw new Error('a change was not taken')
    moveTo(place, page.to, head)
    if (page.hasMore) await ask([])
  }
  /** One request at a time, as the lock of a device has it. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work).catch((error: unknown) => void tally.errors.push(String(error)))
    turn = mine
    return mine
  }
  const header = () => {
    place.seq += 1
    return { changeId: randomUUID(), seq: place.seq, editedAt: Date.now() }
  }

  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/live`, {
    headers: { origin, cookie },
  })
  socket.on('message', (message: Buffer) => {
    const poke = pokeSchema.parse(JSON.parse(message.toString()))
    const { page, head } = poke
    if (page === undefined || page.from !== place.cursor) return void inTurn(() => ask([]))
    const now = Date.now()
    for (const [, at] of JSON.stringify(page.rows).matchAll(MARK))
      tally.pokeMs.push(now - Number(at))
    moveTo(place, page.to, head)
  })
  socket.on('error', (error) => void tally.errors.push(`stream: ${error.message}`))
  socket.on('close', () => {
    if (!isClosing) tally.lostStreams += 1
  })
  await new Promise((resolve) => {
    socket.once('open', resolve)
  })
  const chatId = randomUUID()
  const chat = { id: chatId, title: `Chat of ${deviceId}`, timestamp: Date.now() }
  await inTurn(() => ask([{ ...header(), kind: 'chat.create', chat }]))
  const tell = (): void => socket.send(JSON.stringify({ kind: 'cursor', cursor: place.cursor }))
  tell()

  const append = (): object => {
    const content = `${WORDS}written at ${Date.now()}`
    const message = { id: randomUUID(), chatId, parentId: null, role: 'user', content }
    return { ...header(), kind: 'message.append', message: { ...message, timestamp: Date.now() } }
  }
  return {
    write: () => inTurn(() => ask([append()])),
    sync: () => inTurn(() => ask([])),
    close: async () => {
      isClosing = true
      await turn
      socket.close()
      await new Promise((resolve) => {
        socket.once('close', resolve)
      })
    },
  }
}
