/** What a browser gives the engine, in page and worker alike: network, locks, clock, chance, compression. */

import { newId } from '../db/device/new-id.ts'
import type { EngineDeps } from './engine/deps.ts'

const compress = async (text: string): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (!('CompressionStream' in globalThis)) return null
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(zipped).arrayBuffer())
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
