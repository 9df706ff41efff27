/** What a message over a WebSocket costs on this machine, there and back, in the same browser. */

import { createServer } from 'node:http'
import type { BrowserContext } from 'playwright-core'
import { WebSocketServer } from 'ws'
import { atTheEnd } from '../world/at-the-end.ts'

const PAGE = '<!doctype html><title>echo</title>'
const BYTES = 700

/** The address of a page with nothing on it, whose server says everything back. */
export const startEcho = async (): Promise<string> => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(PAGE)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('message', (message) => socket.send(message, { binary: false }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  atTheEnd(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}

/** Runs in the page: one message at a time, ms each. */
const echoes = async ({ count, bytes }: { count: number; bytes: number }): Promise<number[]> => {
  const socket = new WebSocket(location.href.replace('http', 'ws'))
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve, { once: true })
  })
  const times: number[] = []
  for (let at = 0; at < count; at += 1) {
    const begin = performance.now()
    const answered = new Promise((resolve) => {
      socket.addEventListener('message', resolve, { once: true })
    })
    socket.send('x'.repeat(bytes))
    await answered
    times.push(performance.now() - begin)
    await new Promise((resolve) => {
      setTimeout(resolve, 5)
    })
  }
  socket.close()
  return times
}

/** In a page of its own, which is gone afterwards. */
export const measureEcho = async (
  context: BrowserContext,
  address: string,
  count: number,
): Promise<readonly number[]> => {
  const page = await context.newPage()
  await page.goto(address)
  const times = await page.evaluate(echoes, { count, bytes: BYTES })
  await page.close()
  return times
}
