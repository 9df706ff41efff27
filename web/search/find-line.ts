/** What a page and the worker that searches for it say to each other. */

import type { SearchPart } from '../../db/device/search.ts'
import type { SearchQuery } from '../../db/device/search-text.ts'

/** What can be asked for under a number, and stopped. */
export type Task =
  | { readonly kind: 'search'; readonly query: SearchQuery; readonly most: number }
  /** Texts for the next search; nothing comes of it but its end. */
  | { readonly kind: 'keep' }

export type Asked =
  /** The first word, and the only one before `ready`. */
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  | { readonly kind: 'stop'; readonly id: number }
  /** A block of messages was written: what was read of them may be old. */
  | { readonly kind: 'forget' }

export type Answer =
  | { readonly kind: 'ready' }
  /** The database is not there, or not for this app any more: nothing will be answered. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'part'; readonly id: number; readonly part: SearchPart }
  | { readonly kind: 'over'; readonly id: number }
  /** Why is found by whoever tries the same on the page. */
  | { readonly kind: 'failed'; readonly id: number }

/** To a worker: what it says, or null once it is broken. */
export interface Line {
  readonly send: (asked: Asked) => void
  readonly listen: (take: (answer: Answer | null) => void) => void
  readonly end: () => void
}
