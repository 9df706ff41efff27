/** All matches of a branch, counted again when its messages or the words change, a stretch at a time. */

import { useEffect, useState } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import type { Asked } from './asked.ts'
import { createCounts, type Counted } from './find-counts.ts'

/** What was counted, and for which words. */
export interface Matches {
  readonly asked: Asked | null
  readonly found: readonly Counted[]
}

const NONE: Matches = { asked: null, found: [] }

const afterTask = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve)
  })

/** While it is counted anew, what was counted last stays. */
export const useMatches = (
  messages: readonly MessageView[] | undefined,
  asked: Asked | null,
): Matches => {
  const [matches, setMatches] = useState(NONE)
  const [countAll] = useState(createCounts)
  useEffect(() => {
    if (asked === null || messages === undefined) return
    const stop = new AbortController()
    const count = async () => {
      const found = await countAll(messages, asked, { signal: stop.signal, pause: afterTask })
      if (found !== null && !stop.signal.aborted) setMatches({ asked, found })
    }
    void count()
    return () => stop.abort()
  }, [asked, countAll, messages])
  return asked === null ? NONE : matches
}
