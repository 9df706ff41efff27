/** Text that is not simply here: why it was let go of, and how far it is on its way back. */

import type { MessageRow } from '../protocol/message.ts'

/** Positions, from one to before another. */
export type Stretch = readonly [from: number, end: number]

interface Known {
  /**
   * The messages that came here, stored or passed over. Absent where nothing came since the text went,
   * and where nothing had gone: then the chat's count is of the first ones.
   */
  readonly known?: readonly Stretch[]
}

export interface Dropped extends Known {
  readonly droppedAt: number
  /** To make room, though it may be here: it comes back when it is wanted. */
  readonly isForSpace?: true
}

/** How far the rows of a chat are that are asked for. */
export interface Fetching extends Known {
  /** Of this fetch alone: what an earlier one had asked for may be older than what was not stored since. */
  readonly fetchId: string
  /** All messages up to this position have come; null: none yet. */
  readonly after: number | null
  /** What it is once all is here: an ordinary chat, or one that is let go again, later or at once. */
  readonly goal: 'here' | 'visiting' | 'dropped'
  /** As it is let go again at once. */
  readonly former?: Pick<Dropped, 'droppedAt' | 'isForSpace'>
  /**
   * Its rows were other than the server's: what is here counts as unknown, and what the server does
   * not send goes back to it. Messages whose place another one has are here meanwhile.
   */
  readonly doubted?: readonly MessageRow[]
}
