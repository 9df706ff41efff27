/** Whose chats this page shows: the identity of this device, that person's database and its sync host. */

import { databaseName, openChatDatabase, type ChatDatabase } from '../../db/device/database.ts'
import { type Identity, readIdentity, saveIdentity } from '../../db/device/identity.ts'
import { tellStale } from '../install/offer-updates.ts'
import { showToast } from '../ui/toasts.ts'
import type { SyncHost } from '../sync/host.ts'
import { isAnother } from './database-age.ts'
import { meta, onIdentityChanged, tellIdentityChanged } from './own-identity.ts'

export interface Home {
  /** null: nobody has signed in, and the chats are in the local database. */
  readonly identity: Identity | null
  readonly database: ChatDatabase
  /** null where there is nobody to sync for. */
  readonly sync: SyncHost | null
}

export type WhyClosed = 'blocked' | 'newer' | 'no-storage'

/** `closed`: an older page keeps the database from opening, it is a newer app's, or the browser refuses to store. */
export type HomeState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly home: Home }
  | { readonly kind: 'closed'; readonly why: WhyClosed }

let state: HomeState = { kind: 'opening' }
const listeners = new Set<() => void>()

const setState = (next: HomeState): void => {
  state = next
  for (const listener of listeners) listener()
}

export const homeState = (): HomeState => state

export const watchHome = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Opens what the identity record says; needs no network. */
export const startHome = async (): Promise<void> => {
  onIdentityChanged(() => void openHome())
  await openHome()
}

/** Tells this page and the other tabs that the identity record has changed. */
export const reopenHome = async (): Promise<void> => {
  await openHome()
  tellIdentityChanged()
}

const closeHome = (): void => {
  if (state.kind !== 'open') return
  state.home.sync?.close()
  state.home.database.close({ disableAutoOpen: true })
}

let opening: Promise<void> = Promise.resolve()

/** One at a time: a word from another tab may come while this one is still opening. */
const openHome = (): Promise<void> => {
  opening = opening.then(openNow)
  return opening
}

const openNow = async (): Promise<void> => {
  try {
    const found = await readIdentity(meta)
    const identity = found?.state === 'signing_out' ? null : found
    if (state.kind === 'open' && isSame(state.home.identity, identity)) return
    const home = await openFor(identity)
    closeHome()
    setState({ kind: 'open', home })
  } catch (error) {
    // Whatever the reason (private mode, a full or broken disk), without storage there is no app.
    const isNewer = error instanceof Error && error.name === 'DatabaseClosedError'
    setState({ kind: 'closed', why: isNewer ? 'newer' : 'no-storage' })
  }
}

const openFor = async (identity: Identity | null): Promise<Home> => {
  const createHost = identity === null ? null : loadSync()
  const userId = identity?.userId ?? null
  const database = await openChatDatabase(databaseName(userId), {
    onStale: () => setTimeout(() => tellIfStillOpen(database), STALE_GRACE_MS),
    onBlocked: () => setState({ kind: 'closed', why: 'blocked' }),
    onEmptied: () => {
      void isAnotherNow(database)
      tellEmptied(identity)
    },
  })
  if (identity !== null) void tellIfAnother(database, identity)
  const create = await createHost
  return {
    identity,
    database,
    sync: userId === null || create === null ? null : create({ database, userId }),
  }
}

/** The browser may have deleted it since it was last open here: after a crash, or to make room. */
const tellIfAnother = async (database: ChatDatabase, identity: Identity): Promise<void> => {
  if (await isAnotherNow(database)) tellEmptied(identity)
}

const isAnotherNow = async (database: ChatDatabase): Promise<boolean> => {
  // Where the storage does not answer, the screen says so by itself.
  const sync = await database.sync.get('sync').catch(() => undefined)
  return (
    sync?.madeAs !== undefined &&
    isAnother(localStorage, { name: database.name, madeAs: sync.madeAs })
  )
}

/** The browser may delete all that an origin keeps; who this is was among it, and this page still knows. */
const tellEmptied = (identity: Identity | null): void => {
  if (identity !== null) void saveIdentity(meta, identity)
  const what =
    identity === null
      ? 'Chats that were only on this device are lost.'
      : 'What was synced comes back now; anything that was not sent yet is lost.'
  showToast({
    id: 'emptied',
    text: `This browser deleted what the app kept on this device. ${what}`,
    durationMs: null,
  })
}

/** A database also closes because its person signed out, and then this page has moved on. */
const tellIfStillOpen = (database: ChatDatabase): void => {
  if (state.kind === 'open' && state.home.database === database) tellStale()
}
const STALE_GRACE_MS = 1000

/** Its own file, which nobody needs before signing in. Without it the app still reads and writes. */
const loadSync = async () => {
  try {
    return (await import('../sync/host.ts')).createSyncHost
  } catch {
    tellStale()
    return null
  }
}

const isSame = (one: Identity | null, other: Identity | null): boolean =>
  one?.userId === other?.userId && one?.signedInAt === other?.signedInAt
