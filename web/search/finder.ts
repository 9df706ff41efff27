/** Whoever searches: a worker beside the page, and the page itself where that does not start or fails. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { keepTexts } from '../../db/device/keep-texts.ts'
import { search, type SearchPart } from '../../db/device/search.ts'
import type { SearchQuery } from '../../db/device/search-text.ts'
import { createAsking } from './ask-worker.ts'
import type { Line } from './find-line.ts'

interface Told {
  readonly signal: AbortSignal
  readonly most: number
  /** What is told from now on is of a new try: forget what was told before. */
  readonly begin: () => (part: SearchPart) => void
}

export interface Finder {
  readonly search: (query: SearchQuery, told: Told) => Promise<void>
  /** Makes texts for the next search. */
  readonly keep: (signal: AbortSignal) => Promise<void>
  readonly end: () => void
}

export const createFinder = (database: ChatDatabase, open: () => Line): Finder => {
  const line = createAsking(database.name, open)
  return {
    search: async (query, { signal, most, begin }) => {
      const isDone = await line.ask({ kind: 'search', query, most }, signal, begin())
      if (!isDone && !signal.aborted)
        await search(database, query, { signal, most, onPart: begin() })
    },
    keep: async (signal) => {
      const isDone = await line.ask({ kind: 'keep' }, signal)
      if (!isDone && !signal.aborted) await keepTexts(database, signal)
    },
    end: line.end,
  }
}
