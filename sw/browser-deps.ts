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
}
