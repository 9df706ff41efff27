/** Repair and reset: this device takes everything from the server once more, and loses nothing of its own. */

import type { Row } from '../protocol/row.ts'
import type { ChatDatabase } from './database.ts'
import { recoverFromFork } from './fork.ts'
import { knownOf } from './known.ts'
import type { BodyRecord, ChatRecord, MessageBlock, ShadowRecord } from './records.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import type { WriteDeps } from './write.ts'

type RepairOutcome = { readonly kind: 'begun' } | StorageFault

/** Below every revision a server gives: whatever it sends is news. */
const UNKNOWN = 0

/**
 * Lets the next full sync replace every row by the server's: all revisions are forgotten and reading
 * begins at the start. What is on the screen stays there until its row has come, so that neither an
 * interruption nor a server that lost its history costs anything. Unsent changes, drafts, files and
 * this device's identity are not touched.
 */
export const repair = (db: ChatDatabase): Promise<RepairOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<RepairOutcome> => {
      const held = await forgetBlocks(db)
      const bodies = new Map((await db.bodies.toArray()).map((body) => [body.chatId, body]))
      await db.chats.toCollection().modify((chat: ChatRecord, ref) => {
        // Where the text is away, blocks do not tell what is known.
        const isAway = knownOf(bodies.get(chat.id), chat.messageCount) !== null
        const { messageCount } = chat
        ref.value = { ...forgetChat(chat, held), ...(isAway && { messageCount }) }
      })
      // What had come of a chat that is being brought right would be taken for what the server lacks.
      await db.bodies.toCollection().modify((body: BodyRecord, ref) => {
        if (body.state === 'fetching') ref.value = { ...body, after: null }
      })
      await db.folders.toCollection().modify({ revision: UNKNOWN })
      await db.conflicts.toCollection().modify({ revision: UNKNOWN })
      await db.shadow.toCollection().modify((shadow: ShadowRecord, ref) => {
        ref.value = { ...shadow, row: shadow.row === null ? null : forgotten(shadow.row) }
      })
      await db.sync.update('sync', AT_THE_START)
      return { kind: 'begun' }
    }),
  )

const AT_THE_START = {
  cursor: null,
  completeTo: undefined,
  left: null,
  lastFullSyncAt: null,
  lastFault: null,
  lastReason: null,
  retryAt: null,
  failures: 0,
} as const

/**
 * Besides, this device becomes a new one to the server, and what waits is numbered anew: for a server
 * that mistakes it for another, or numbers that went wrong. The former identity's requests are refused.
 */
export const resetSync = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
): Promise<RepairOutcome> => {
  const { generation } = await readSync(db)
  const renewed = await recoverFromFork(db, deps, { code: 'device_forked', generation })
  return renewed.kind === 'recovered' || renewed.kind === 'stale' ? repair(db) : renewed
}

const forgotten = <T extends Row>(row: T): T => ({ ...row, revision: UNKNOWN })

interface Held {
  readonly count: number
  readonly latestAt: number
}

/** Counted on the way: what lies in the blocks of each chat. */
const forgetBlocks = async (db: ChatDatabase): Promise<ReadonlyMap<string, Held>> => {
  const held = new Map<string, Held>()
  await db.blocks.toCollection().modify((block: MessageBlock, ref) => {
    const before = held.get(block.chatId) ?? { count: 0, latestAt: -Infinity }
    const latestAt = block.messages.reduce(
      (latest, message) => Math.max(latest, message.timestamp),
      before.latestAt,
    )
    held.set(block.chatId, { count: before.count + block.messages.length, latestAt })
    ref.value = { ...block, messages: block.messages.map(forgotten) }
  })
  return held
}

/** What the device adds to a chat may be wrong as well. A message on its way has lifted its chat. */
const forgetChat = (chat: ChatRecord, held: ReadonlyMap<string, Held>): ChatRecord => {
  const { count = 0, latestAt = chat.timestamp } = held.get(chat.id) ?? {}
  return {
    ...forgotten(chat),
    messageCount: chat.isPurged ? 0 : count,
    activeAt: Math.max(chat.activeAt, latestAt),
  }
}
