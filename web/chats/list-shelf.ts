/** The list as it was when it was last on the screen: on phones it goes while a chat is there, and comes back. */

import type { CacheSnapshot } from 'virtua'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { ChatOrder, SeenChats } from './chat-order.ts'

interface Left {
  readonly database: ChatDatabase
  readonly order: ChatOrder
  readonly seen: SeenChats
  readonly offset: number
  readonly heights: CacheSnapshot
}

let left: Left | null = null

export const leaveList = (now: Left): void => {
  left = now
}

/** Nothing of another person's. */
export const findList = (database: ChatDatabase, address: string): Left | null =>
  left?.database === database && left.order.address === address ? left : null
