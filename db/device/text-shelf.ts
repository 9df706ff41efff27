/** Texts that a search has read, for the next one, as long as nobody has written a block. Pure. */

import type { SearchBlockRecord } from './records.ts'

/** Some 200,000 messages; of more, the newest are at hand, and the others are read each time. */
const MOST_LETTERS = 64_000_000

export interface TextShelf {
  readonly get: (name: string) => SearchBlockRecord | undefined
  /** When reading begins: to be given back with what was read. */
  readonly moment: () => number
  /** Not, where something was written since that moment. */
  readonly put: (moment: number, texts: ReadonlyMap<string, SearchBlockRecord>) => void
  /** A block was written. */
  readonly forget: () => void
}

export const createShelf = (most = MOST_LETTERS): TextShelf => {
  const texts = new Map<string, SearchBlockRecord>()
  let letters = 0
  let forgotten = 0
  return {
    get: (name) => texts.get(name),
    moment: () => forgotten,
    put: (moment, news) => {
      if (moment !== forgotten) return
      for (const [name, record] of news) {
        const { length } = record.text
        if (texts.has(name) || letters + length > most) continue
        texts.set(name, record)
        letters += length
      }
    },
    forget: () => {
      texts.clear()
      letters = 0
      forgotten += 1
    },
  }
}
