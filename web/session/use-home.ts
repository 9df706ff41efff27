/** The open home and live reads from its tables, for components. */

import { useLiveQuery } from 'dexie-react-hooks'
import { createContext, useContext } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
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
  return useLiveQuery(() => read(database), [database, ...given])
}
