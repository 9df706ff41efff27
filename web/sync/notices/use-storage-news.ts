/** How much room there is and whether it is kept, looked at again when much may have changed. */

import { useCallback, useEffect, useState } from 'react'
import { readProtection, readSpace } from '../../install/storage-protection.ts'
import type { NoticeFacts } from './notices.ts'

/** After the first write, when the browser has answered whether it protects the storage. */
const LOOK_AFTER_MS = 1500
const LOOK_EVERY_MS = 5 * 60_000

type News = Pick<NoticeFacts, 'space' | 'isProtected'>

const look = async (): Promise<News> => {
  const [space, protection] = await Promise.all([readSpace(), readProtection()])
  return { space, isProtected: protection === 'unknown' ? null : protection === 'protected' }
}

/** `unsynced`: a number that changes with what is written. */
export const useStorageNews = (unsynced: number) => {
  const [news, setNews] = useState<News>({ space: null, isProtected: null })
  const lookNow = useCallback(async () => setNews(await look()), [])
  const hasAny = unsynced > 0
  useEffect(() => {
    const soon = setTimeout(() => void lookNow(), hasAny ? LOOK_AFTER_MS : 0)
    const often = setInterval(() => void lookNow(), LOOK_EVERY_MS)
    return () => {
      clearTimeout(soon)
      clearInterval(often)
    }
  }, [hasAny, lookNow])
  return { news, lookNow }
}
