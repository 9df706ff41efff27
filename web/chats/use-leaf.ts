/** What the next message answers: the end of the branch, also when messages are sent faster than they are read back. */

import { useCallback, useRef } from 'react'
import type { MessageId } from '../../db/protocol/ids.ts'

interface Tail {
  /** The end that was shown when the first of `sent` was written. */
  readonly base: MessageId | null
  readonly sent: readonly MessageId[]
}

export interface Leaf {
  /** The parent of a message written now. */
  readonly parentOf: () => MessageId | null
  readonly noteSent: (id: MessageId) => void
}

/** Pure: the tail as it counts now that `shown` is the end on screen. */
export const followTail = (tail: Tail, shown: MessageId | null): Tail =>
  shown === tail.base || (shown !== null && tail.sent.includes(shown))
    ? tail
    : { base: shown, sent: [] }

/** The screen's end comes from a live query, a moment after the write: without this, two quick messages would be siblings. */
export const useLeaf = (shown: MessageId | null): Leaf => {
  const tail = useRef<Tail>({ base: shown, sent: [] })
  const noteSent = useCallback((id: MessageId) => {
    tail.current = { ...tail.current, sent: [...tail.current.sent, id] }
  }, [])
  return {
    parentOf: () => {
      tail.current = followTail(tail.current, shown)
      return tail.current.sent.at(-1) ?? shown
    },
    noteSent,
  }
}
