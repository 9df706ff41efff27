/** The key-value store that instances share, in Redis; any trouble there is the answer `down`. */

import type { RedisConnection } from './redis.ts'
import type { Found, KeyValue } from './key-value.ts'

/** After a failure nobody waits for Redis again for this long, so that a hung one costs little. */
const REST_MS = 1000

const DOWN = Symbol('down')

export const createRedisKeyValue = (
  redis: RedisConnection,
  deps: { readonly now: () => number; readonly onFailure: () => void },
): KeyValue => {
  let restUntil = 0

  const ask = async <T>(question: () => Promise<T>): Promise<T | typeof DOWN> => {
    if (deps.now() < restUntil) return DOWN
    try {
      return await question()
    } catch {
      restUntil = deps.now() + REST_MS
      deps.onFailure()
      return DOWN
    }
  }

  return {
    get: async (key) => toFound(await ask(() => redis.get(key))),
    set: async (key, value, ttlMs) =>
      (await ask(() => redis.set(key, value, 'PX', ttlMs))) !== DOWN,
    add: async (key, value, ttlMs) =>
      (await ask(() => redis.set(key, value, 'PX', ttlMs, 'NX'))) === 'OK',
    delete: async (key) => (await ask(() => redis.del(key))) !== DOWN,
    take: async (key) => toFound(await ask(() => redis.getdel(key))),
    ready: async () => (await ask(() => redis.ping())) !== DOWN,
    close: async () => redis.disconnect(),
  }
}

const toFound = (answer: string | null | typeof DOWN): Found => {
  if (answer === DOWN) return { kind: 'down' }
  return answer === null ? { kind: 'none' } : { kind: 'value', value: answer }
}
