/** The key-value store of a single instance: bounded memory, gone with the process. */

import { LRUCache } from 'lru-cache'
import type { Found, KeyValue } from './key-value.ts'

const MAX_KEYS = 100_000

export const createMemoryKeyValue = (): KeyValue => {
  const values = new LRUCache<string, string>({ max: MAX_KEYS })

  const get = (key: string): Found => {
    const value = values.get(key)
    return value === undefined ? { kind: 'none' } : { kind: 'value', value }
  }

  const take = (key: string): Found => {
    const found = get(key)
    values.delete(key)
    return found
  }

  return {
    get: async (key) => get(key),
    set: async (key, value, ttlMs) => {
      values.set(key, value, { ttl: ttlMs })
      return true
    },
    add: async (key, value, ttlMs) => {
      if (values.has(key)) return false
      values.set(key, value, { ttl: ttlMs })
      return true
    },
    delete: async (key) => {
      values.delete(key)
      return true
    },
    take: async (key) => take(key),
    ready: async () => true,
    close: async () => values.clear(),
  }
}
