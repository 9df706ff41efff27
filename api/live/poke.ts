/** Makes the text of a poke: the page itself where it is small and starts at the cursor, else the head. */

import type { UserId } from '../../db/protocol/ids.ts'
import type { Head } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import type { Database } from '../../db/server/connect.ts'
import { readPage, type PageText } from '../../db/server/page.ts'
import { asUser, type UserTransaction } from '../../db/server/with-user.ts'
import { writePage } from '../routes/sync-reply.ts'

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

/** Null where there is no history at all to speak of. Throws what the database throws. */
export const readPoke = (database: Database, poke: PokeFor): Promise<PokeText | null> =>
  asUser(
    database,
    poke.userId,
    async (trx) => (await readWithPage(trx, poke)) ?? readBare(trx, poke.userId),
  )

const readWithPage = async (
  trx: UserTransaction,
  { userId, cursor }: PokeFor,
): Promise<PokeText | null> => {
  if (cursor === null) return null
  const reading = await readPage(trx, { userId, cursor, limit: MAX_ROWS, maxBytes: MAX_BYTES })
  if (reading.kind === 'fault') return null
  const { page, head } = reading
  const isSmall = !page.hasMore && page.rowsJson.length <= MAX_BYTES
  return isSmall ? { head, to: page.to, text: write(head, page) } : null
}

/** The head stands with every page, however short. */
const readBare = async (trx: UserTransaction, userId: UserId): Promise<PokeText | null> => {
  const reading = await readPage(trx, { userId, cursor: '0', limit: 1, maxBytes: 1 })
  if (reading.kind === 'fault') return null
  return { head: reading.head, to: null, text: write(reading.head, null) }
}

const write = (head: Head, page: PageText | null): string => {
  const poke = JSON.stringify({ protocol: PROTOCOL_VERSION, kind: 'poke', head })
  return page === null ? poke : `${poke.slice(0, -1)},"page":${writePage(page)}}`
}
