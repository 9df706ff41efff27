/** Every title of this device, folded, the latest first; read once, and there from the first stretch on. */

import { useEffect, useState } from 'react'
import { isLost } from '../../db/device/storage-fault.ts'
import { readTitles } from '../../db/device/titles.ts'
import { useHome } from '../session/use-home.ts'
import { foldTitle, type FoldedTitle } from './match-titles.ts'

/** Drawing after each stretch would cost more than reading it. */
const SHOW_EVERY_MS = 100

/** Undefined until some are there. */
export const useTitles = (): readonly FoldedTitle[] | undefined => {
  const { database } = useHome()
  const [titles, setTitles] = useState<readonly FoldedTitle[]>()
  useEffect(() => {
    const stop = new AbortController()
    const all: FoldedTitle[] = []
    let shownAt = -Infinity
    const show = () => {
      shownAt = performance.now()
      setTitles(all.toSorted((a, b) => b.activeAt - a.activeAt))
    }
    const read = async () => {
      await readTitles(database, {
        signal: stop.signal,
        onPart: (part) => {
          all.push(...part.map(foldTitle))
          if (performance.now() - shownAt > SHOW_EVERY_MS) show()
        },
      })
      if (!stop.signal.aborted) show()
    }
    read().catch((error: unknown) => {
      if (!isLost(database, error) && !database.hasBeenClosed()) throw error
    })
    return () => stop.abort()
  }, [database])
  return titles
}
