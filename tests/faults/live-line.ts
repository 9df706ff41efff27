/** A device's stream of pokes over a real WebSocket, which comes back by itself as the page's does. */

import { liveQuery } from 'dexie'
import { WebSocket } from 'ws'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Poke } from '../../db/protocol/live.ts'
import { readPoke } from '../../sw/engine/replies.ts'
import { ORIGIN } from '../world/app.ts'
import { pause } from './chance.ts'

interface LiveLine {
  readonly origin: () => string
  readonly cookie: () => string
  readonly database: ChatDatabase
  readonly signal: AbortSignal
  readonly onOpen: () => void
  readonly onPoke: (poke: Poke) => void
}

const AGAIN_AFTER_MS = 1000

export const holdLiveLine = async (line: LiveLine): Promise<void> => {
  while (!line.signal.aborted) {
    await holdOnce(line)
    await pause(AGAIN_AFTER_MS * (0.5 + Math.random()))
  }
}

const holdOnce = ({ origin, cookie, database, signal, onOpen, onPoke }: LiveLine): Promise<void> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${origin().replace('http', 'ws')}/api/live`, {
      headers: { cookie: cookie(), origin: ORIGIN },
      handshakeTimeout: 5000,
    })
    const hangUp = (): void => socket.terminate()
    signal.addEventListener('abort', hangUp)
    let watching: { readonly unsubscribe: () => void } | undefined
    socket.on('open', () => {
      onOpen()
      watching = liveQuery(async () => (await readSync(database)).cursor).subscribe({
        next: (cursor) => socket.send(JSON.stringify({ kind: 'cursor', cursor })),
        error: hangUp,
      })
    })
    socket.on('message', (message: Buffer) => {
      const poke = readPoke(message.toString())
      if (poke !== null) onPoke(poke)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      watching?.unsubscribe()
      signal.removeEventListener('abort', hangUp)
      resolve()
    })
  })
