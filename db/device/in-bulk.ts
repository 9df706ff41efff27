/** Many records of a table in few requests: keys that lie side by side are read and deleted as ranges. */

import { cmp, Dexie, type Collection, type IndexableType, type Table } from 'dexie'

/** Fewer keys than these are asked for one by one. */
const FEWEST = 8
/** Of the keys between the first and the last no more are looked at than this many for each wanted. */
const LOOKED_AT = 2

/** All that lies between two keys, both included. */
interface Stretch<Key> {
  readonly first: Key
  last: Key
}

/**
 * As `bulkGet`. What IndexedDB costs is requests: records that were written together, whose ids
 * follow each other, take two; others as many as there are.
 */
export const getMany = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  keys: readonly Key[],
): Promise<readonly (T | undefined)[]> => {
  const stretches = await stretchesOf(table, keys)
  if (stretches === null) return table.bulkGet([...keys])
  const { keyPath } = table.schema.primKey
  const found = new Map<string, T>()
  const lists = await Promise.all(stretches.map((stretch) => within(table, stretch).toArray()))
  for (const record of lists.flat())
    found.set(nameOf(Dexie.getByKeyPath(Object(record), keyPath ?? '')), record)
  return keys.map((key) => found.get(nameOf(key)))
}

/** Which of these keys are there. */
export const keysAmong = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  keys: readonly Key[],
): Promise<readonly Key[]> => {
  const present = await presentAround(table, keys)
  if (present === null) {
    const records = await table.bulkGet([...keys])
    return keys.filter((_, at) => records[at] !== undefined)
  }
  const wanted = new Set(keys.map(nameOf))
  return present.filter((key) => wanted.has(nameOf(key)))
}

/**
 * The primary keys of all records with one of these values in an index, and perhaps of some between
 * them: whoever reads the records looks again.
 */
export const keysAround = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  index: string,
  values: readonly string[],
): Promise<readonly Key[]> => {
  const sorted = values.toSorted(cmp)
  const limit = values.length * LOOKED_AT
  if (values.length >= FEWEST) {
    const between = table.where(index).between(sorted[0], sorted.at(-1), true, true)
    const around = await between.limit(limit).primaryKeys()
    if (around.length < limit) return around
  }
  return table.where(index).anyOf(sorted).primaryKeys()
}

/** As `bulkDelete`. */
export const deleteMany = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  keys: readonly Key[],
): Promise<void> => {
  const stretches = await stretchesOf(table, keys)
  if (stretches === null) await table.bulkDelete([...keys])
  else await Promise.all(stretches.map((stretch) => within(table, stretch).delete()))
}

const within = <T, Key extends IndexableType>(
  table: Table<T, Key>,
  { first, last }: Stretch<Key>,
): Collection<T, Key> => table.where(':id').between(first, last, true, true)

const nameOf = (key: unknown): string => (typeof key === 'string' ? key : JSON.stringify(key))

/** The table's keys from the first to the last of these; null: too few or too scattered to be worth it. */
const presentAround = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  keys: readonly Key[],
): Promise<readonly Key[] | null> => {
  const sorted = keys.toSorted(cmp)
  const [first] = sorted
  const last = sorted.at(-1)
  if (keys.length < FEWEST || first === undefined || last === undefined) return null
  const limit = keys.length * LOOKED_AT
  const present = await within(table, { first, last }).limit(limit).primaryKeys()
  return present.length < limit ? present : null
}

/** The stretches of the table's keys in which every one is wanted: together all wanted ones that are there. */
const stretchesOf = async <T, Key extends IndexableType>(
  table: Table<T, Key>,
  keys: readonly Key[],
): Promise<readonly Stretch<Key>[] | null> => {
  const present = await presentAround(table, keys)
  if (present === null) return null
  const wanted = new Set(keys.map(nameOf))
  const stretches: Stretch<Key>[] = []
  let open: Stretch<Key> | null = null
  for (const key of present) {
    if (!wanted.has(nameOf(key))) open = null
    else if (open === null) stretches.push((open = { first: key, last: key }))
    else open.last = key
  }
  return stretches.length * FEWEST > keys.length ? null : stretches
}
