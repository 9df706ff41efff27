/** A key-value store that counts how often it knew the answer: the hit rate of what is kept in it. */

import type { Found, KeyValue } from './key-value.ts'

/** What is kept to save a reading of the database, by how its keys begin. */
const CACHES = ['session', 'status'] as const

export interface Lookup {
  readonly cache: (typeof CACHES)[number]
  readonly result: 'hit' | 'miss' | 'down'
}

const RESULTS = { value: 'hit', none: 'miss', down: 'down' } as const satisfies Record<
  Found['kind'],
  Lookup['result']
>

export const countLookups = (store: KeyValue, count: (lookup: Lookup) => void): KeyValue => ({
  ...store,
  get: async (key) => {
    const found = await store.get(key)
    const cache = CACHES.find((name) => key.startsWith(`${name}:`))
    if (cache !== undefined) count({ cache, result: RESULTS[found.kind] })
    return found
  },
})
