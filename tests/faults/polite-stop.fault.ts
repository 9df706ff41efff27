/** A server that is asked to stop under traffic: what it took it answers, and then it is gone. */

import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ORIGIN } from '../world/app.ts'
import { startServer, type BuiltServer } from '../world/built-server.ts'
import { createNumbering } from '../world/changes.ts'
import { printFigure } from '../world/figures.ts'
import { createTokenMaker } from '../world/tokens.ts'

/** Those whom a balancer sends elsewhere once the server is not ready, and those who never ask. */
const BALANCED = 8
const STUBBORN = 4
/** How often a balancer looks. */
const LOOK_MS = 250
const tokens = createTokenMaker()

const start = (): Promise<BuiltServer> =>
  startServer({ env: { ...tokens.env, APP_ORIGIN: ORIGIN } })

const originOf = ({ port }: BuiltServer): string => `http://127.0.0.1:${port}`

interface Sent {
  readonly chatId: string
  /** The status, or the code of what went wrong. */
  readonly answer: number | string
}

const codeOf = (error: unknown): string => {
  const { cause } = error instanceof Error ? error : { cause: undefined }
  return typeof cause === 'object' && cause !== null && 'code' in cause
    ? String(cause.code)
    : 'none'
}

/** One person who writes one chat after the other over the connections that fetch keeps. */
const write = async (server: BuiltServer, token: string, until: AbortSignal): Promise<Sent[]> => {
  const [sent, deviceId] = [[] as Sent[], randomUUID()]
  const { createChat } = createNumbering()
  while (!until.aborted) {
    const chatId = randomUUID()
    const answer = await fetch(`${originOf(server)}/api/sync`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ direction: 'upload', deviceId, changes: [createChat(chatId)] }),
    }).then(
      async (response) => {
        await response.text()
        return response.status
      },
      (error: unknown) => codeOf(error),
    )
    sent.push({ chatId, answer })
    if (typeof answer === 'string') break
  }
  return sent
}

const readyOf = (server: BuiltServer): Promise<number | string> =>
  fetch(`${originOf(server)}/api/ready`).then(({ status }) => status, codeOf)

test('no request that it took is lost or cut off, streams are told, and it ends with 0', async () => {
  const server = await start()
  const token = await tokens.sign('anna')
  const stream = new WebSocket(`ws://127.0.0.1:${server.port}/api/live`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const closed = new Promise<number>((resolve) => {
    stream.once('close', resolve)
  })
  const [unready, over] = [new AbortController(), new AbortController()]
  const balanced = times(BALANCED, () => write(server, token, unready.signal))
  const stubborn = times(STUBBORN, () => write(server, token, over.signal))
  await sleep(1500)

  const stopped = server.stop()
  while ((await readyOf(server)) === 200) await sleep(LOOK_MS)
  const ready = await readyOf(server)
  unready.abort()
  const code = await stopped
  over.abort()
  const [sent, other] = [(await balanced).flat(), (await stubborn).flat()]
  const again = await server.startAgain()
  const kept = await readChats(again, token)

  const answered = [...sent, ...other].filter(({ answer }) => answer === 200)
  printFigure('polite stop, requests answered', answered.length, 'requests')
  expect(sent.length).toBeGreaterThan(BALANCED)
  expect(sent.filter(({ answer }) => answer !== 200)).toEqual([])
  expect(ready).toBe(503)
  expect([code, await closed]).toEqual([0, 1001])
  // Whoever went on found the port closed: nothing of theirs was taken without an answer.
  expect(answered.filter(({ chatId }) => !kept.has(chatId))).toEqual([])
  expect(kept.size).toBe(answered.length)
})

const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make))

test('a second signal ends it at once, whatever is under way', async () => {
  const server = await start()
  const slow = connect(server.port, '127.0.0.1')
  slow.on('error', () => undefined)
  slow.write('POST /api/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{')
  await sleep(200)

  process.kill(server.pid, 'SIGTERM')
  await sleep(300)
  const isWaiting = server.isRunning()
  process.kill(server.pid, 'SIGTERM')

  await expect.poll(server.isRunning, { timeout: 5000 }).toBe(false)
  expect(isWaiting).toBe(true)
  slow.destroy()
})

const readChats = async (server: BuiltServer, token: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  for (let cursor = '0', hasMore = true; hasMore;) {
    const response = await fetch(`${originOf(server)}/api/sync`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ direction: 'download', deviceId: 'reader', cursor }),
    })
    const { page } = await response.json()
    for (const row of page.rows) found.add(String(row.id))
    cursor = page.to
    hasMore = page.hasMore
  }
  return found
}
