/** What is said under a message about its way to the cloud; pure. */

import {
  ArrowUp,
  Check,
  Clock,
  Pencil,
  RefreshCwOff,
  RotateCw,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import type { MessageView } from '../../db/device/messages.ts'
import { waitWords } from '../ui/time-words.ts'
import type { MessageState } from './message-state.ts'

export interface DeliveryWords {
  readonly Icon: LucideIcon
  readonly tone: 'neutral' | 'warn' | 'danger'
  readonly text: string
  /** It is tried again by itself, and may be at once. */
  readonly isRetrying?: boolean
}

interface Telling {
  readonly message: Pick<MessageView, 'position' | 'state' | 'fault'>
  readonly state: MessageState
  readonly isNewest: boolean
  /** When the next attempt is made, after one that failed; null where none did. */
  readonly retryAt: number | null
  readonly now: number
}

const neutral = (Icon: LucideIcon, text: string): DeliveryWords => ({ Icon, tone: 'neutral', text })

/** Null: nothing is worth saying, the time stands there. */
export const deliveryWords = (telling: Telling): DeliveryWords | null => {
  const { message, state, isNewest } = telling
  const apart = apartWords(telling)
  if (apart !== undefined) return apart
  switch (state) {
    case 'saved':
      return null
    case 'waiting':
      return waitingWords(telling)
    case 'sending':
      return neutral(ArrowUp, 'Sending…')
    case 'failed':
      return { Icon: TriangleAlert, tone: 'danger', text: failedWords(message.fault?.message) }
    case 'synced':
      return isNewest ? neutral(Check, 'Synced') : null
  }
}

/** What is not on its way as a new message is; undefined: it is. */
const apartWords = ({ message, isNewest }: Telling): DeliveryWords | null | undefined => {
  if (message.state === 'held')
    return isNewest ? neutral(RefreshCwOff, 'Only on this device') : null
  // The server has the message itself; what waits is something done to it since.
  const isEdit = message.position !== null && message.state === 'waiting'
  return isEdit ? neutral(Pencil, 'Edit waiting') : undefined
}

const failedWords = (reason: string | undefined): string =>
  reason === undefined ? 'Not sent.' : `Not sent. ${reason}`

const waitingWords = ({ retryAt, now }: Telling): DeliveryWords => {
  if (retryAt === null) return neutral(Clock, 'Waiting to send')
  const text = retryAt <= now ? 'Retrying now' : `Retrying in ${waitWords(retryAt - now)}`
  return { Icon: RotateCw, tone: 'warn', text, isRetrying: true }
}
