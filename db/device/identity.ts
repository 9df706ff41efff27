/** Who this browser belongs to: a tiny database beside the chats, readable with no network and by the worker. */

import { Dexie, type Table } from 'dexie'
import type { UserId } from '../protocol/ids.ts'
import type { OpenOptions } from './database.ts'

/** The only thing readable before a person's own database is open. */
export interface Identity {
  readonly id: 'current'
  readonly userId: UserId
  readonly displayName: string
  readonly signedInAt: number
  readonly expiresAt: number | null
  readonly state: 'active' | 'expired' | 'signing_out'
}

export class MetaDatabase extends Dexie {
  declare readonly identity: Table<Identity, 'current'>

  constructor(options: Pick<OpenOptions, 'indexedDB' | 'IDBKeyRange'> & { name?: string } = {}) {
    const { indexedDB, IDBKeyRange, name = 'chat_meta' } = options
    super(name, {
      chromeTransactionDurability: 'strict',
      cache: 'disabled',
      ...(indexedDB && IDBKeyRange ? { indexedDB, IDBKeyRange } : {}),
    })
    this.version(1).stores({ identity: 'id' })
  }
}

/** null: nobody has signed in here; the chats are in `chat_local`. */
export const readIdentity = async (meta: MetaDatabase): Promise<Identity | null> =>
  (await meta.identity.get('current')) ?? null

export const saveIdentity = async (
  meta: MetaDatabase,
  identity: Omit<Identity, 'id'>,
): Promise<void> => {
  await meta.identity.put({ ...identity, id: 'current' })
}

/** Changes what is said of the same person; false when that person is not the current one any more. */
export const changeIdentity = async (
  meta: MetaDatabase,
  userId: Identity['userId'],
  change: Partial<Omit<Identity, 'id' | 'userId'>>,
): Promise<boolean> =>
  meta.transaction('rw', meta.identity, async () => {
    const current = await meta.identity.get('current')
    if (current?.userId !== userId) return false
    await meta.identity.put({ ...current, ...change })
    return true
  })

/** Nobody's from now on, unless somebody has signed in meanwhile. */
export const endIdentity = async (
  meta: MetaDatabase,
  { userId, signedInAt }: Pick<Identity, 'userId' | 'signedInAt'>,
): Promise<void> =>
  meta.transaction('rw', meta.identity, async () => {
    const current = await meta.identity.get('current')
    if (current?.userId === userId && current.signedInAt === signedInAt) await meta.identity.clear()
  })
