/** What each act of the sync centre will do, before it is done; pure. */

import type { OutboxSize } from '../../db/device/outbox-size.ts'
import { countWords, sizeWords } from '../ui/count-words.ts'

interface Outlook {
  readonly waiting: number
  /** null while it is being measured. */
  readonly size: OutboxSize | null
  readonly isPaused: boolean
}

/** "3 changes, 12 KB"; of many only that it is more than what was measured. */
export const uploadWords = ({ waiting, size }: Pick<Outlook, 'waiting' | 'size'>): string => {
  const count = countWords(waiting, 'change')
  if (size === null || size.bytes === 0) return count
  return `${count}, ${size.isAll ? '' : 'over '}${sizeWords(size.bytes)}`
}

export const actionWords = (outlook: Outlook) => {
  const { waiting, isPaused } = outlook
  const sends = waiting === 0 ? 'Nothing waits to be sent' : `Sends ${uploadWords(outlook)}`
  const once = isPaused ? ' Once; sync stays paused.' : ''
  return {
    full:
      waiting === 0
        ? `Gets what is new on other devices.${once}`
        : `${sends}, then gets what is new.${once}`,
    upload: waiting === 0 ? `${sends}.` : `${sends}. Brings nothing in.${once}`,
    download: `Brings in what is new. Sends nothing.${once}`,
    pause: 'Nothing is sent or fetched by itself until you resume.',
    resume:
      waiting === 0
        ? 'Sync goes on by itself, and looks for what is new at once.'
        : `${sends} at once, and goes on by itself.`,
  }
}
