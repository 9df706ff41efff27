/** Whether a person's database is the one that this browser had before: what tells it lies apart from all databases. */

const KEY = 'database-made-as '

interface Made {
  readonly name: string
  /** See `SyncState.madeAs`. */
  readonly madeAs: string
}

/** True where the browser threw the former one away meanwhile; from now on this one is known. */
export const isAnother = (storage: Storage, { name, madeAs }: Made): boolean => {
  const known = storage.getItem(KEY + name)
  if (known !== madeAs) storage.setItem(KEY + name, madeAs)
  return known !== null && known !== madeAs
}

/** For a database that was deleted on purpose. */
export const forgetAge = (storage: Storage, name: string): void => storage.removeItem(KEY + name)
