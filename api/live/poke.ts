/** Makes the text of a poke: the page itself where it is small and starts at the cursor, else the head. */

import type { UserId } from '../../db/protocol/ids.ts'
import type { Head } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import type { Database } from '../../db/server/connect.ts'
import { askPage, askPageSince, type PageText } from '../../db/server/page.ts'
import { askAsUser } from '../../db/server/with-user.ts'
import { writePage } from '../routes/sync-reply.ts'
import { revisionOf } from './crowd.ts'

/** More than this is not pressed on a device that may be on a phone's connection: it pulls. */
const MAX_ROWS = 100
const MAX_BYTES = 64 * 1024

export interface PokeText {
  readonly head: Head
  /** Where the device is after it has taken the page; null when the poke is bare. */
  readonly to: string | null
  readonly text: string
}

export interface PokeFor {
  readonly userId: UserId
  /** Null: where the device is, is unknown. */
  readonly cursor: string | null
}

/** What a push left behind: where it found the history, where it brought it, and the page between the two. */
export interface Push {
  readonly since: Head
  readonly head: Head
  readonly page: PageText
}

/**
 * The poke for whoever stood where the push began: its own page, as a reading would give it. Null
 * where that page does not begin there, or is no page for a poke.
 */
export const pokeOf = ({ since, head, page }: Push): PokeText | null => {
  const isWhole = page.from === String(since.revision) && page.to === String(head.revision)
  if (!isWhole || page.rowCount > MAX_ROWS || !isSmall(page)) return null
  return { head, to: page.to, text: write(head, { since, page }) }
}

const isSmall = (page: PageText): boolean => !page.hasMore && page.rowsJson.length <= MAX_BYTES

/** Null where there is no history at all to speak of. Throws what the database throws. */
export const readPoke = async (database: Database, poke: PokeFor): Promise<PokeText | null> =>
  (await readWithPage(database, poke)) ?? readBare(database, poke.userId)

/** Goes on only from the end of a push, which has a token, or from before there was any history. */
const readWithPage = async (
  database: Database,
  { userId, cursor }: PokeFor,
): Promise<PokeText | null> => {
  const revision = revisionOf(cursor)
  if (cursor === null || revision === undefined) return null
  const asked = { userId, cursor, limit: MAX_ROWS, maxBytes: MAX_BYTES }
  const reading = await askAsUser(database, userId, askPageSince(asked, revision))
  if (reading.kind === 'fault') return null
  const { page, head, more: token } = reading
  if (!isSmall(page) || (token === '' && revision > 0)) return null
  return { head, to: page.to, text: write(head, { since: { revision, token }, page }) }
}

/** The head stands with every page, however short. */
const readBare = async (database: Database, userId: UserId): Promise<PokeText | null> => {
  const asked = { userId, cursor: '0', limit: 1, maxBytes: 1 }
  const reading = await askAsUser(database, userId, askPage(asked))
  if (reading.kind === 'fault') return null
  return { head: reading.head, to: null, text: write(reading.head, null) }
}

interface Carried {
  readonly since: Head
  readonly page: PageText
}

const write = (head: Head, carried: Carried | null): string => {
  const poke = { protocol: PROTOCOL_VERSION, kind: 'poke', head }
  if (carried === null) return JSON.stringify(poke)
  const { since, page } = carried
  return `${JSON.stringify({ ...poke, since }).slice(0, -1)},"page":${writePage(page)}}`
}
