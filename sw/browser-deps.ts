/** What a browser gives the engine, in page and worker alike: network, locks, clock, chance, compression. */

import { newId } from '../db/device/new-id.ts'
import type { EngineDeps } from './engine/deps.ts'

const compress = async (text: string): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (!('CompressionStream' in globalThis)) return null
  const { readable, writable } = new CompressionStream('gzip')
  // Not by way of a Blob, which would take the text through another process and back.
  const writer = writable.getWriter()
  const written = Promise.all([writer.write(new TextEncoder().encode(text)), writer.close()])
  const zipped = await new Response(readable).arrayBuffer()
  await written
  return new Uint8Array(zipped)
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** Where the person wants data to be saved, nothing is loaded unasked. */
const room: EngineDeps['room'] = async () => {
  const storage: Partial<StorageManager> = 'storage' in navigator ? navigator.storage : {}
  const saves = 'connection' in navigator && isSaving(navigator.connection)
  const { usage, quota } = (await storage.estimate?.()) ?? {}
  return saves || usage === undefined || quota === undefined ? null : { used: usage, quota }
}

/** Only some browsers tell of their connection. */
const isSaving = (connection: unknown): boolean =>
  typeof connection === 'object' &&
  connection !== null &&
  'saveData' in connection &&
  connection.saveData === true

export const browserDeps: Omit<EngineDeps, 'database' | 'userId' | 'announce'> = {
  fetch: (path, init) => fetch(path, init),
  locks: {
    request: (name, options, work) => navigator.locks.request(name, options, work),
  },
  now: Date.now,
  random: Math.random,
  newId,
  compress,
  wait,
  room,
  // On a page without HTTPS there is none.
  ...('subtle' in crypto ? { sha256 } : {}),
}
