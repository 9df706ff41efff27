/** Another connection to a database that a page has opened already: it never makes or changes one. */

import { ChatDatabase, type OpenOptions } from './database.ts'

/**
 * Whoever signs out may delete the database just then, and opened in the usual way it would be there
 * again, empty. Throws where it is not there. The newest page's word ends it, as any other connection.
 */
export const openThere = async (name: string, options: OpenOptions = {}): Promise<ChatDatabase> => {
  const db = new ChatDatabase(name, options)
  db.on('populate', () => {
    throw new Error('there is no such database any more')
  })
  await db.open()
  return db
}
