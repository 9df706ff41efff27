/** One finder for the page: it starts with the first view that wants it, and ends a moment after the last. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { searchAddress } from '../install/worker-address.ts'
import type { Answer, Line } from './find-line.ts'
import { createFinder, type Finder } from './finder.ts'

/** From the palette to the search, and from key to key, it stays. */
const LINGER_MS = 5000

interface Lent {
  readonly database: ChatDatabase
  readonly finder: Finder
  readonly end: () => void
  borrowers: number
  timer?: ReturnType<typeof setTimeout>
}

let lent: Lent | null = null

/** Until `signal` says that it is not needed any more. */
export const borrowFinder = (database: ChatDatabase, signal: AbortSignal): Finder => {
  if (lent?.database !== database) lent?.end()
  const one = (lent ??= lend(database))
  one.borrowers += 1
  clearTimeout(one.timer)
  signal.addEventListener('abort', () => {
    one.borrowers -= 1
    if (one.borrowers === 0) one.timer = setTimeout(one.end, LINGER_MS)
  })
  return one.finder
}

const lend = (database: ChatDatabase): Lent => {
  const finder = createFinder(database, openLine)
  const end = () => {
    database.on('close').unsubscribe(end)
    if (lent?.finder === finder) lent = null
    finder.end()
  }
  // A worker would hold on to a database that this page has let go of.
  database.on('close', end)
  return { database, finder, end, borrowers: 0 }
}

const openLine = (): Line => {
  const worker = new Worker(searchAddress(), { type: 'module', name: 'search' })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no target
    send: (asked) => worker.postMessage(asked),
    listen: (take) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => take(data))
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        take(null)
      })
    },
    end: () => worker.terminate(),
  }
}
