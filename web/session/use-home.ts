/** The open home and live reads from its tables, for components. */

import { liveQuery } from 'dexie'
import { useLiveQuery, useObservable } from 'dexie-react-hooks'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
import { isLost } from '../../db/device/storage-fault.ts'
import { createCalm } from './calm.ts'
import type { Home } from './home.ts'

export const HomeContext = createContext<Home | null>(null)

/** Only under the provider, which the app renders once a home is open. */
export const useHome = (): Home => {
  const home = useContext(HomeContext)
  if (home === null) throw new Error('there is no open home here')
  return home
}

/** What `read` finds, again after every change of what it read; undefined until the first answer. */
export const useLive = <T>(
  read: (database: ChatDatabase) => Promise<T>,
  given: readonly unknown[],
): T | undefined => {
  const { database } = useHome()
  const losses = useSyncExternalStore(database.losses.watch, database.losses.count)
  return useLiveQuery(() => askQuietly(database, read), [database, losses, ...given])
}

/**
 * The same for what nobody waits for: after a change it is read a moment later, when what somebody
 * does wait for is on the screen, and while changes keep coming only now and then. Never for what says
 * how much is unsent: for that moment it would lie.
 */
export const useCalmLive = <T>(
  read: (database: ChatDatabase) => Promise<T>,
  given: readonly unknown[],
): T | undefined => {
  const { database } = useHome()
  const losses = useSyncExternalStore(database.losses.watch, database.losses.count)
  return useObservable(() => {
    const calm = createCalm()
    return liveQuery(() => calm(() => askQuietly(database, read)))
  }, [database, losses, ...given])
}

/** Longer than the browser takes to say that a connection ended. */
const SILENCE_MS = 1000

/**
 * A question that was cut off with its connection is no bug of this screen: it keeps what it shows,
 * and is asked again on the next connection, which is asked for here where the browser said nothing.
 */
const askQuietly = async <T>(
  database: ChatDatabase,
  read: (database: ChatDatabase) => Promise<T>,
): Promise<T> => {
  const before = database.losses.count()
  try {
    return await read(database)
  } catch (error) {
    if (!isLost(database, error)) throw error
    setTimeout(() => {
      if (database.losses.count() === before && !database.hasBeenClosed())
        database.close({ disableAutoOpen: false })
    }, SILENCE_MS)
    throw new DOMException('the connection ended', 'AbortError')
  }
}
