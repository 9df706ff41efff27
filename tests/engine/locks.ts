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
      await queued(before, options.signal)
      return await work()
    } finally {
      release()
    }
  }
  return { request }
}

/** Waits for its turn; rejects when the signal aborts first, as a queued request does. */
const queued = (before: Promise<void>, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (): void => reject(new DOMException('The request was aborted.', 'AbortError'))
    if (signal?.aborted === true) fail()
    signal?.addEventListener('abort', fail)
    const pass = (): void => {
      signal?.removeEventListener('abort', fail)
      resolve()
    }
    void before.then(pass)
  })
