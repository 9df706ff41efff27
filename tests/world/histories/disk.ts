/** A fake disk between two steps: read at once without a transaction, kept as it is, and made anew. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { ChatDatabase } from '../../../db/device/database.ts'
import type { KeepingRecord } from '../../../db/device/keeping.ts'
import type {
  AttachmentRecord,
  ChatRecord,
  ConflictRecord,
  FolderRecord,
  MessageBlock,
  MessageRecord,
  OutboxEntry,
  ShadowRecord,
  SyncState,
} from '../../../db/device/records.ts'

/** By table, its records by key. What is stored is never changed in place, so keeping it costs nothing. */
export type DiskState = ReadonlyMap<string, readonly unknown[]>

interface Records {
  readonly chats: ChatRecord
  readonly folders: FolderRecord
  readonly conflicts: ConflictRecord
  readonly blocks: MessageBlock
  readonly messages: MessageRecord
  readonly outbox: OutboxEntry
  readonly shadow: ShadowRecord
  readonly attachments: AttachmentRecord
  readonly sync: SyncState
  readonly keeping: KeepingRecord
}

interface RawStore<T> {
  readonly records: { readonly values: () => Iterable<{ readonly value: T }> }
}

/** What lies inside the fake, which no browser would show. */
interface RawDatabase {
  readonly rawObjectStores: Iterable<readonly [string, RawStore<unknown>]> & {
    readonly get: <Name extends keyof Records>(name: Name) => RawStore<Records[Name]> | undefined
  }
  readonly transactions: readonly { readonly mode: string; readonly _state: string }[]
}

/** A database on a disk. */
export interface DiskPlace {
  readonly disk: IDBFactory
  readonly databaseName: string
}

const databasesOn = (disk: IDBFactory): ReadonlyMap<string, RawDatabase> => {
  const inside: unknown = Reflect.get(disk, '_databases')
  if (!(inside instanceof Map)) throw new Error('no fake disk')
  return inside
}

/** Whether anything is under way: also by a page whose database was closed, which ends what it began. */
export const isBusy = (disk: IDBFactory): boolean =>
  [...databasesOn(disk).values()].some(({ transactions }) =>
    transactions.some(({ _state }) => _state !== 'finished'),
  )

const isWriting = (disk: IDBFactory): boolean =>
  [...databasesOn(disk).values()].some(({ transactions }) =>
    transactions.some(({ mode, _state }) => mode !== 'readonly' && _state !== 'finished'),
  )

const storesOf = ({
  disk,
  databaseName,
}: DiskPlace): RawDatabase['rawObjectStores'] | undefined => {
  if (isWriting(disk)) throw new Error(`${databaseName} is looked at while it is written`)
  return databasesOn(disk).get(databaseName)?.rawObjectStores
}

const recordsOf = <T>(store: RawStore<T> | undefined): readonly T[] =>
  store === undefined ? [] : Array.from(store.records.values(), ({ value }) => value)

/** The records of one table; none where there is no such database. */
export const recordsIn = <Name extends keyof Records>(
  place: DiskPlace,
  table: Name,
): readonly Records[Name][] => recordsOf(storesOf(place)?.get(table))

/** Every database on a disk, as it is now. */
export type DiskImage = ReadonlyMap<string, DiskState>

export const imageOf = (disk: IDBFactory): DiskImage =>
  new Map(
    Array.from(databasesOn(disk).keys(), (databaseName) => [
      databaseName,
      readDisk({ disk, databaseName }),
    ]),
  )

const readDisk = (place: DiskPlace): DiskState =>
  new Map(Array.from(storesOf(place) ?? [], ([table, store]) => [table, recordsOf(store)]))

/** A disk that holds the same. */
export const diskFrom = async (image: DiskImage): Promise<IDBFactory> => {
  const disk = new IDBFactory()
  for (const [name, state] of image) {
    const copy = new ChatDatabase(name, { indexedDB: disk, IDBKeyRange, newId: () => 'unused' })
    await copy.transaction('rw', copy.tables, async () => {
      await copy.sync.clear()
      for (const table of copy.tables) await table.bulkAdd([...(state.get(table.name) ?? [])])
    })
    copy.close()
  }
  return disk
}
