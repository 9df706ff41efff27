/** Whoever searches: a worker beside the page, and the page itself where that does not start or fails. */

import { Dexie } from 'dexie'
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
  const { ask, forget, end } = createAsking(database.name, open)
  const stopWatching = watchBlocks(database.name, forget)
  return {
    search: async (query, { signal, most, begin }) => {
      const isDone = await ask({ kind: 'search', query, most }, signal, begin())
      if (!isDone && !signal.aborted)
        await search(database, query, { signal, most, onPart: begin() })
    },
    keep: async (signal) => {
      const isDone = await ask({ kind: 'keep' }, signal)
      if (!isDone && !signal.aborted) await keepTexts(database, signal)
    },
    end: () => {
      stopWatching()
      end()
    },
  }
}

/**
 * Whoever writes, here, in another tab or in the service worker, this page hears of it as its lists do;
 * what is asked after that is never answered from before it.
 */
const watchBlocks = (name: string, onWritten: () => void): (() => void) => {
  const start = `idb://${name}/blocks/`
  const onChange = (parts: object) => {
    if ('all' in parts || Object.keys(parts).some((part) => part.startsWith(start))) onWritten()
  }
  Dexie.on('storagemutated', onChange)
  return () => Dexie.on.storagemutated.unsubscribe(onChange)
}
