/** A query from its end: the one place that reverses a collection of Dexie, which is no array. */

import type { Collection } from 'dexie'

export const backwards = <T, Key>(collection: Collection<T, Key>): Collection<T, Key> =>
  // oxlint-disable-next-line unicorn/no-array-reverse -- a query has no `toReversed`
  collection.reverse()
