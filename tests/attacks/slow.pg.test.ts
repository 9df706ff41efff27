/** Hundreds who send slowly, or never, or do not read what they asked for: they hold up nobody but themselves. */

import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { listen, type Listening } from '../../api/listen.ts'
import { openScript } from '../world/app.ts'
import { percentile } from '../world/figures.ts'
import { openStage, type Stage } from './stage.ts'

const OF_EACH_KIND = 60
const OTHERS = 40

let stage: Stage
let server: Listening

beforeAll(async () => {
  stage = await openStage()
  server = await listen((request, env) => stage.world.app.fetch(request, env), {
    host: '127.0.0.1',
    port: 0,
  })
})
afterAll(async () => {
  await server.close()
  await stage.close()
})

interface Sender {
  readonly socket: Socket
  readonly said: () => string
}

/** Opens a connection, and sends this much of a request. */
const begin = (text: string): Sender => {
  const socket = connect(server.port, '127.0.0.1')
  let said = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => void (said += chunk.toString('latin1')))
  socket.write(text)
  onTestFinished(() => void socket.destroy())
  return { socket, said: () => said }
}

/** A person with more than any system buffers of one connection. */
const fillAccount = async (userId: string): Promise<void> => {
  const script = openScript(stage.world, userId)
  const chat = { kind: 'chat.create', chat: { id: 'c', title: 'large', timestamp: 1 } }
  const messages = Array.from({ length: 8 }, (_, at) => ({
    kind: 'message.append',
    message: {
      id: `m${at}`,
      chatId: 'c',
      parentId: null,
      role: 'user',
      content: 'x'.repeat(120_000),
      timestamp: 1,
    },
  }))
  const changes = [chat, ...messages].map((body, at) =>
    Object.assign({ changeId: `c${at}`, seq: at + 1, editedAt: 1 }, body),
  )
  await script.ask('POST /api/sync', { body: { direction: 'upload', deviceId: 'd', changes } })
}

const ROUND = '{"direction":"full"}'

test('who is slow is waited for, and everybody else is answered at once and in full', async () => {
  await fillAccount('user_slow')
  const bearer = `authorization: Bearer ${await stage.world.tokens.sign('user_slow')}`
  const post = `POST /api/sync HTTP/1.1\r\nhost: localhost\r\n${bearer}\r\n`
  const put = `PUT /api/attachments/${'a'.repeat(64)} HTTP/1.1\r\nhost: localhost\r\n${bearer}\r\n`
  const many = (text: string) => Array.from({ length: OF_EACH_KIND }, () => begin(text))
  const silent = many('')
  const inHeaders = many(`${post}x-more`)
  const inBody = many(`${post}content-length: ${ROUND.length}\r\n\r\n{"dir`)
  const inChunks = many(`${put}transfer-encoding: chunked\r\n\r\n5\r\nwords\r\n`)
  const unread = many(`${post}content-length: ${ROUND.length}\r\n\r\n${ROUND}`)
  for (const { socket } of unread) socket.pause()

  const times: number[] = []
  const others = await Promise.all(
    Array.from({ length: OTHERS }, async (_, at) => {
      const token = await stage.world.tokens.sign(`user_other${at}`)
      const start = performance.now()
      const reply = await fetch(`http://127.0.0.1:${server.port}/api/sync`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: ROUND,
      })
      await reply.text()
      times.push(performance.now() - start)
      return reply.status
    }),
  )
  const held = await stage.query(
    `select pid from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`,
  )
  console.log(
    `figure: a round beside ${5 * OF_EACH_KIND} slow ones, p95 = ${percentile(times, 0.95)} ms`,
  )

  expect(new Set(others)).toEqual(new Set([200]))
  // Nobody has a connection of the database while they take their time.
  expect(held).toEqual([])
  for (const { said } of [...silent, ...inHeaders, ...inBody, ...inChunks]) expect(said()).toBe('')

  for (const { socket } of inBody) socket.write(ROUND.slice('{"dir'.length))
  await expect
    .poll(() => inBody.filter(({ said }) => said().startsWith('HTTP/1.1 200 ')).length, {
      timeout: 30_000,
    })
    .toBe(OF_EACH_KIND)
  const [first] = unread
  first?.socket.resume()
  await expect.poll(() => first?.said().includes('"serverTime"'), { timeout: 30_000 }).toBe(true)
})

test('a stream that is refused is told so, and its connection ends', async () => {
  const head =
    'GET /api/live HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n'
  const key = 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

  const { socket, said } = begin(`${head}${key}origin: https://elsewhere.example\r\n\r\n`)

  await expect.poll(said, { timeout: 10_000 }).toMatch(/^HTTP\/1\.1 403 /)
  await expect.poll(() => socket.destroyed, { timeout: 10_000 }).toBe(true)
})
