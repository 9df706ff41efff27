/** A chat's messages as they are read: the active branch, from blocks and overlay, window by window. */

import { Dexie } from 'dexie'
import type { ChatId, MessageId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { backwards } from './backwards.ts'
import { blocksOf } from './blocks.ts'
import { branchPath, livingReplies } from './branch.ts'
import type { ChatDatabase } from './database.ts'
import { readTogether } from './read-together.ts'
import type { EntryState, MessageBlock, MessageRecord } from './records.ts'

/** A message from its block, or from the overlay with what is still to be sent of it. */
export interface Shown extends Omit<MessageRecord, 'state'> {
  /** `synced`: the server's own row. The others: see EntryState. */
  readonly state: 'synced' | EntryState
}

/** A message on the active branch. */
export interface MessageView extends Shown {
  /** All versions at this place, oldest first, this one included: more than one makes a branch switch. */
  readonly versions: readonly MessageId[]
}

export interface ChatWindow {
  /** Oldest first; the last is where the next message is appended. */
  readonly messages: readonly MessageView[]
  /** `parentId` of the next message; null in an empty chat. May be a deleted message, not shown. */
  readonly leafId: MessageId | null
  /** True when the branch goes further back than this window. */
  readonly hasEarlier: boolean
}

/** Blocks read first; each time that is not enough, twice as many more. */
const FIRST_BLOCKS = 4

interface WindowQuery {
  readonly chatId: ChatId
  readonly limit: number
  /** The branch through this message, instead of the active one. */
  readonly through?: MessageId
}

/** The last `limit` messages of the active branch; ask for more to scroll back. For live queries. */
export const readWindow = async (
  db: ChatDatabase,
  { chatId, limit, through }: WindowQuery,
): Promise<ChatWindow> =>
  readTogether(db, [db.blocks, db.messages, db.branches], async () => {
    const [overlay, branch, last] = await Promise.all([
      overlayOf(db, chatId),
      db.branches.get(chatId),
      blocksBefore(db, chatId, { before: undefined, count: FIRST_BLOCKS }),
    ])
    const query = { chosenId: through ?? branch?.leafId ?? null, limit }
    const blocks = [...last]
    let isAll = last.length < FIRST_BLOCKS
    for (let count = FIRST_BLOCKS * 2; ; count *= 2) {
      const nodes = inOrder(blocks, overlay)
      const replies = livingReplies(nodes)
      const { path, isWhole, isChosenMissing } = branchPath(nodes, replies, query)
      if (isAll || (isWhole && !isChosenMissing)) return windowOf(path, replies, limit)
      const earlier = await blocksBefore(db, chatId, { before: blocks[0]?.index, count })
      blocks.unshift(...earlier)
      isAll = earlier.length < count
    }
  })

const windowOf = (
  path: readonly Shown[],
  replies: ReadonlyMap<string | null, readonly Shown[]>,
  limit: number,
): ChatWindow => {
  const shown = path.filter((message) => !message.isDeleted)
  const viewOf = (message: Shown): MessageView => {
    const versions = replies.get(message.parentId) ?? [message]
    return { ...message, versions: versions.map((version) => version.id) }
  }
  return {
    messages: shown.slice(0, limit).toReversed().map(viewOf),
    leafId: path[0]?.id ?? null,
    hasEarlier: shown.length > limit,
  }
}

/** Shows the branch through this message from now on; remembered on this device only. */
export const chooseBranch = async (
  db: ChatDatabase,
  chatId: ChatId,
  messageId: MessageId,
): Promise<void> => {
  await db.branches.put({ chatId, leafId: messageId })
}

/** Every message of a chat, all branches, in order of arrival, block by block: for export and search. */
export const eachMessage = async (
  db: ChatDatabase,
  chatId: ChatId,
  visit: (messages: readonly Shown[]) => void,
): Promise<void> => {
  await db.transaction('r', db.blocks, db.messages, async () => {
    const overlay = await overlayOf(db, chatId)
    const changed = new Map(overlay.map((message) => [message.id, message]))
    await blocksOf(db, chatId).each((block) => {
      visit(block.messages.map((message) => changed.get(message.id) ?? shownRow(message)))
    })
    visit(overlay.filter((message) => message.position === null))
  })
}

/** Messages with changes, those without a position in the order they were written. */
const overlayOf = async (db: ChatDatabase, chatId: ChatId): Promise<readonly MessageRecord[]> => {
  const overlay = await db.messages.where('chatId').equals(chatId).toArray()
  return overlay.toSorted((a, b) => a.order - b.order)
}

/** The `count` blocks before one, or the last ones; oldest first. */
const blocksBefore = async (
  db: ChatDatabase,
  chatId: ChatId,
  { before, count }: { readonly before: number | undefined; readonly count: number },
): Promise<readonly MessageBlock[]> => {
  const earlier = db.blocks
    .where('[chatId+index]')
    .between([chatId, Dexie.minKey], [chatId, before ?? Dexie.maxKey], true, false)
  const blocks = await backwards(earlier).limit(count).toArray()
  return blocks.toReversed()
}

/**
 * Messages in order of arrival, each once: the overlay's record in place of the block's row, and of
 * two rows of one message, as a server restored from a backup may leave them, the later.
 */
const inOrder = (
  blocks: readonly MessageBlock[],
  overlay: readonly MessageRecord[],
): readonly Shown[] => {
  const changed = new Map(overlay.map((message) => [message.id, message]))
  const rows = new Map<string, Shown>()
  for (const message of blocks.flatMap((block) => block.messages)) {
    const former = rows.get(message.id)
    if (former !== undefined && former.revision >= message.revision) continue
    rows.delete(message.id)
    rows.set(message.id, changed.get(message.id) ?? shownRow(message))
  }
  const unplaced = overlay.filter((message) => !rows.has(message.id) && message.position === null)
  return [...rows.values(), ...unplaced]
}

const shownRow = (message: MessageRow): Shown => ({ ...message, order: 0, state: 'synced' })
