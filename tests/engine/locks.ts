/** Web Locks as browsers have them, for the contexts of one device: one holder, a queue, abort while queued. */

import type { Locks } from '../../sw/engine/deps.ts'

export const createLocks = (): Locks => {
  const tails = new Map<string, Promise<void>>()

  const request = async <T>(
    name: string,
    options: { readonly signal?: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> => {
    const before = tails.get(name) ?? Promise.resolve()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    tails.set(
      name,
      before.then(() => held),
    )
    try {
      await Promise.race([before, aborted(options.signal)])
      return await work()
    } finally {
      release()
    }
  }
  return { request }
}

/** Rejects when the signal aborts, as a queued request does; never resolves. */
const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    const fail = (): void => reject(new DOMException('The request was aborted.', 'AbortError'))
    if (signal?.aborted === true) fail()
    signal?.addEventListener('abort', fail, { once: true })
  })
