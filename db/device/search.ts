/** Looks through every chat of this device, newest first: its title and all its messages, as they are now. */

import type { ChatDatabase } from './database.ts'
import { foldText } from './fold-text.ts'
import { getMany } from './in-bulk.ts'
import { readTogether } from './read-together.ts'
import type { ChatRecord, MessageBlock, MessageRecord, Shelf } from './records.ts'
import { hasAll } from './search-words.ts'

export interface SearchQuery {
  /** From `readWords`; all of them must be there. */
  readonly words: readonly string[]
  readonly role?: 'user' | 'assistant'
  /** Only messages of this moment (ms) or later. */
  readonly from?: number
  readonly hasCode?: boolean
  /** Only chats of these folders. */
  readonly folderIds?: readonly string[]
}

export type FoundMessage = Pick<
  MessageRecord,
  'id' | 'chatId' | 'role' | 'content' | 'timestamp' | 'isDeleted'
>

/** What the next stretch of chats gave. Chats are in the order of the list, messages newest first. */
export interface SearchPart {
  readonly chats: readonly ChatRecord[]
  readonly messages: readonly { readonly chat: ChatRecord; readonly message: FoundMessage }[]
  readonly searched: number
  readonly of: number
}

/** The trash is not looked through: what lies there was put away. */
const SHELVES: readonly Shelf[] = ['pinned', 'open', 'archived']

/** Blocks in one stretch: few at first, so that something is seen at once, then by how long they take. */
const FIRST_STRETCH = 8
const LONGEST_STRETCH = 512
/** A page answers keys between two stretches. */
const LONG_MS = 12
const SHORT_MS = 5

interface Place {
  readonly chatId: string
  /** The keys of its blocks, the last first. */
  readonly blocks: readonly [string, number][]
}

/**
 * There is no index to keep in step: messages lie packed, and reading them all takes less than a person
 * notices. `onPart` is told each stretch; the last has `searched` = `of`. Ends early when `signal` says so.
 */
export const search = async (
  db: ChatDatabase,
  query: SearchQuery,
  told: { readonly signal: AbortSignal; readonly onPart: (part: SearchPart) => void },
): Promise<void> => {
  const [places, overlay] = await Promise.all([placesOf(db, query.folderIds), overlayOf(db)])
  let size = FIRST_STRETCH
  for (let at = 0; at < places.length || at === 0;) {
    const stretch = stretchFrom(places, at, size)
    const begin = performance.now()
    const found = await searchStretch(db, { stretch, query, overlay })
    if (told.signal.aborted) return
    at = Math.max(at + stretch.length, 1)
    told.onPart({ ...found, searched: Math.min(at, places.length), of: places.length })
    size = nextSize(size, performance.now() - begin)
  }
}

const nextSize = (size: number, tookMs: number): number => {
  if (tookMs > LONG_MS) return Math.max(FIRST_STRETCH, size >> 1)
  return tookMs < SHORT_MS ? Math.min(LONGEST_STRETCH, size << 1) : size
}

/** Every chat, the most recently active first, with where its messages lie. */
const placesOf = (
  db: ChatDatabase,
  folderIds: readonly string[] | undefined,
): Promise<readonly Place[]> =>
  readTogether(db, [db.chats, db.blocks], async () => {
    const [blockKeys, ...shelves] = await Promise.all([
      db.blocks.toCollection().primaryKeys(),
      ...SHELVES.map((shelf) => shelfOf(db, shelf, folderIds)),
    ])
    const keysOf = new Map<string, [string, number][]>()
    for (const key of blockKeys) {
      const keys = keysOf.get(key[0])
      if (keys === undefined) keysOf.set(key[0], [key])
      else keys.unshift(key)
    }
    return shelves
      .flat()
      .toSorted((a, b) => b.activeAt - a.activeAt)
      .map(({ chatId }) => ({ chatId, blocks: keysOf.get(chatId) ?? [] }))
  })

const shelfOf = async (
  db: ChatDatabase,
  shelf: Shelf,
  folderIds: readonly string[] | undefined,
) => {
  const ofShelf = db.chats.where('[shelf+activeAt]')
  const parts =
    folderIds === undefined
      ? [ofShelf.between([shelf, -Infinity], [shelf, Infinity])]
      : folderIds.map((id) =>
          db.chats
            .where('[folderId+shelf+activeAt]')
            .between([id, shelf, -Infinity], [id, shelf, Infinity]),
        )
  const found = await Promise.all(
    parts.map(async (chats) => {
      const [keys, ids] = await Promise.all([chats.clone().keys(), chats.primaryKeys()])
      return ids.map((chatId, at) => ({ chatId, activeAt: activeAtOf(keys[at]) }))
    }),
  )
  return found.flat()
}

/** An index key as Dexie gives it: `activeAt` stands last. */
const activeAtOf = (key: unknown): number => {
  const at: unknown = Array.isArray(key) ? key.at(-1) : undefined
  return typeof at === 'number' ? at : 0
}

/** Messages with unanswered changes, by chat, the newest first: they stand in place of their rows. */
const overlayOf = async (
  db: ChatDatabase,
): Promise<ReadonlyMap<string, readonly MessageRecord[]>> => {
  const byChat = new Map<string, MessageRecord[]>()
  for (const message of await db.messages.toArray()) {
    const messages = byChat.get(message.chatId) ?? []
    messages.push(message)
    byChat.set(message.chatId, messages)
  }
  for (const messages of byChat.values()) messages.sort((a, b) => b.order - a.order)
  return byChat
}

/** At least one chat, and no more of them than have so many blocks together. */
const stretchFrom = (places: readonly Place[], from: number, blocks: number): readonly Place[] => {
  let end = from
  for (let left = blocks; end < places.length && (left > 0 || end === from); end += 1)
    left -= Math.max(1, places[end]?.blocks.length ?? 0)
  return places.slice(from, end)
}

interface Stretch {
  readonly stretch: readonly Place[]
  readonly query: SearchQuery
  readonly overlay: ReadonlyMap<string, readonly MessageRecord[]>
}

const searchStretch = async (
  db: ChatDatabase,
  { stretch, query, overlay }: Stretch,
): Promise<Pick<SearchPart, 'chats' | 'messages'>> => {
  const [chats, blocks] = await readTogether(db, [db.chats, db.blocks], () =>
    Promise.all([
      db.chats.bulkGet(stretch.map(({ chatId }) => chatId)),
      getMany(
        db.blocks,
        stretch.flatMap((place) => place.blocks),
      ),
    ]),
  )
  let read = 0
  const found = stretch.map((place, at) => {
    const own = blocks.slice(read, (read += place.blocks.length))
    return { chat: chats[at], own: own.filter((block) => block !== undefined) }
  })
  return {
    chats: found.flatMap(({ chat }) =>
      chat !== undefined && isFoundByTitle(chat, query) ? [chat] : [],
    ),
    messages: found.flatMap(({ chat, own }) =>
      chat === undefined
        ? []
        : messagesOf(own, overlay.get(chat.id) ?? [])
            .filter((message) => isFound(message, query))
            .map((message) => ({ chat, message })),
    ),
  }
}

const isFoundByTitle = (chat: ChatRecord, { words, role, from, hasCode }: SearchQuery): boolean =>
  role === undefined &&
  hasCode !== true &&
  (from === undefined || chat.activeAt >= from) &&
  hasAll(foldText(chat.title), words)

/** All branches, the newest first. */
const messagesOf = (
  blocks: readonly MessageBlock[],
  overlay: readonly MessageRecord[],
): readonly FoundMessage[] => {
  const rows = blocks.flatMap(({ messages }) => messages.toReversed())
  if (overlay.length === 0) return rows
  const changed = new Map(overlay.map((message) => [message.id, message]))
  const unplaced = overlay.filter(({ position }) => position === null)
  return [...unplaced, ...rows.map((row) => changed.get(row.id) ?? row)]
}

const isFound = (message: FoundMessage, { words, role, from, hasCode }: SearchQuery): boolean =>
  !message.isDeleted &&
  (role === undefined || message.role === role) &&
  (from === undefined || message.timestamp >= from) &&
  (hasCode !== true || message.content.includes('```')) &&
  hasAll(foldText(message.content), words)
