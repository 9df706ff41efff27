/** The titles of all chats of this device but those in the trash, a stretch at a time: for finding one as somebody types. */

import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { Shelf } from './records.ts'

export interface ChatTitle {
  readonly id: ChatId
  readonly title: string
  readonly activeAt: number
}

const SHELVES: readonly Shelf[] = ['pinned', 'open', 'archived']

/** So many records are read in less than a frame. */
const STRETCH = 300

interface Told {
  readonly signal: AbortSignal
  readonly onPart: (titles: readonly ChatTitle[]) => void
}

/**
 * The most recently active chats of each shelf first. A chat that changes its shelf meanwhile may be
 * told twice or not at all: this is for looking, once.
 */
export const readTitles = async (db: ChatDatabase, { signal, onPart }: Told): Promise<void> => {
  for (const shelf of SHELVES) {
    const keys = await shelfOf(db, shelf, [-Infinity, Infinity]).keys()
    const known = new Set<string>()
    for (let end = keys.length; end > 0; end -= STRETCH) {
      const [first, last] = [keys[Math.max(0, end - STRETCH)], keys[end - 1]].map(activeAtOf)
      // Forwards: only that way round are records read all at once.
      const chats = await shelfOf(db, shelf, [first ?? 0, last ?? 0]).toArray()
      if (signal.aborted) return
      // Chats of one moment can lie in two stretches.
      const fresh = chats.filter(({ id }) => !known.has(id))
      for (const { id } of fresh) known.add(id)
      onPart(fresh.toReversed().map(({ id, title, activeAt }) => ({ id, title, activeAt })))
    }
  }
}

const shelfOf = (db: ChatDatabase, shelf: Shelf, [from, to]: readonly [number, number]) =>
  db.chats.where('[shelf+activeAt]').between([shelf, from], [shelf, to], true, true)

/** An index key as Dexie gives it: `[shelf, activeAt]`. */
const activeAtOf = (key: unknown): number => {
  const at: unknown = Array.isArray(key) ? key[1] : undefined
  return typeof at === 'number' ? at : 0
}
