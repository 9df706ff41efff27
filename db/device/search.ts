/** Looks through every chat of this device, newest first: its title and all its messages, as they are now. */

import type { ChatDatabase } from './database.ts'
import { foldText } from './fold-text.ts'
import { getMany } from './in-bulk.ts'
import { readTogether } from './read-together.ts'
import type { ChatRecord, MessageBlock, MessageRecord, SearchBlockRecord } from './records.ts'
import {
  firstPlaces,
  overlayOf,
  placesOf,
  stretchFrom,
  type BlockKey,
  type Place,
} from './search-places.ts'
import { findInText, isFound, searchTextOf, type SearchQuery } from './search-text.ts'
import { hasAll } from './search-words.ts'
import type { TextShelf } from './text-shelf.ts'

export type FoundMessage = Pick<
  MessageRecord,
  'id' | 'chatId' | 'role' | 'content' | 'timestamp' | 'isDeleted' | 'attachments'
>

export interface MessageHit {
  readonly chat: ChatRecord
  readonly message: FoundMessage
}

/** What the next stretch of chats gave. Chats are in the order of the list, messages newest first. */
export interface SearchPart {
  readonly chats: readonly ChatRecord[]
  /** Of all that were found here those that are still wanted. */
  readonly messages: readonly MessageHit[]
  readonly messageCount: number
  readonly searched: number
  /** Null: not counted yet. */
  readonly of: number | null
}

/** Looked through before the others are even counted: something is to be seen at once. */
const FIRST_CHATS = 24
/** Blocks in one stretch of them, and of the others; from then on as many as cost no frame. */
const FIRST_STRETCH = 4
const NEXT_STRETCH = 32
const LONGEST_STRETCH = 128
/** Whole blocks cost ten times as much as their texts. */
const BLOCKS_AT_ONCE = 12

interface Told {
  readonly signal: AbortSignal
  readonly onPart: (part: SearchPart) => void
  /** So many messages are read as they are; the others are counted. */
  readonly most?: number
  /** Whoever has one tells it of every block that is written. */
  readonly shelf?: TextShelf | undefined
}

/**
 * Reads the text of each block, which a tenth of the time is enough for, and the block itself where
 * that has no text or a message of it is wanted; see keep-texts.ts. `onPart` is told each stretch; the
 * last has `searched` = `of`. Ends early when `signal` says so.
 */
export const search = async (
  db: ChatDatabase,
  query: SearchQuery,
  { signal, onPart, most = Infinity, shelf }: Told,
): Promise<void> => {
  let wanted = most
  const look = async (stretch: readonly Place[]) => {
    const found = await searchStretch(db, { stretch, query, overlay, wanted, shelf })
    wanted -= found.messages.length
    return found
  }
  let searched = 0
  const lookThrough = async (places: readonly Place[], first: number, of: number | null) => {
    let size = first
    for (let at = 0; at < places.length;) {
      const stretch = stretchFrom(places, at, size)
      const found = await look(stretch)
      if (signal.aborted) return
      at += stretch.length
      searched += stretch.length
      onPart({ ...found, searched, of })
      size = Math.min(size * 4, LONGEST_STRETCH)
    }
  }
  const [first, overlay] = await Promise.all([
    query.folderIds === undefined ? firstPlaces(db, FIRST_CHATS) : [],
    overlayOf(db),
  ])
  await lookThrough(first, FIRST_STRETCH, null)
  if (signal.aborted) return

  const isFirst = new Set(first.map(({ chatId }) => chatId))
  const places = (await placesOf(db, query.folderIds)).filter(({ chatId }) => !isFirst.has(chatId))
  const of = first.length + places.length
  await lookThrough(places, NEXT_STRETCH, of)
  // Somebody waits for the end, also where there was nothing more.
  if (places.length === 0 && !signal.aborted)
    onPart({ chats: [], messages: [], messageCount: 0, searched, of })
}

interface Stretch {
  readonly stretch: readonly Place[]
  readonly query: SearchQuery
  readonly overlay: ReadonlyMap<string, readonly MessageRecord[]>
  readonly wanted: number
  readonly shelf: TextShelf | undefined
}

const searchStretch = (
  db: ChatDatabase,
  { stretch, query, overlay, wanted, shelf }: Stretch,
): Promise<Pick<SearchPart, 'chats' | 'messages' | 'messageCount'>> =>
  readTogether(db, [db.chats, db.blocks, db.searchBlocks], async () => {
    const ids = stretch.map(({ chatId }) => chatId)
    const [found, sources] = await Promise.all([
      getMany(db.chats, ids),
      readSources(db, { stretch, overlay, shelf }),
    ])
    const chats = found.filter((chat) => chat !== undefined)
    const byId = new Map<string, ChatRecord>(chats.map((chat) => [chat.id, chat]))
    const hits = stretch
      .filter(({ chatId }) => byId.has(chatId))
      .flatMap((place) => hitsOf(place, { sources, query, changed: overlay.get(place.chatId) }))
    const shown = await readHits(db, hits.slice(0, wanted), sources.blocks)
    return {
      chats: chats.filter((chat) => isFoundByTitle(chat, query)),
      messages: shown.flatMap((message) => {
        const chat = byId.get(message.chatId)
        return chat === undefined ? [] : [{ chat, message }]
      }),
      messageCount: hits.length,
    }
  })

/** By `nameOf` their keys: the texts, and the blocks that have none or whose messages were changed. */
interface Sources {
  readonly texts: ReadonlyMap<string, SearchBlockRecord>
  readonly blocks: ReadonlyMap<string, MessageBlock>
}

const nameOf = ([chatId, index]: BlockKey): string => `${chatId} ${index}`

const byName = <T extends MessageBlock | SearchBlockRecord>(records: readonly (T | undefined)[]) =>
  new Map(
    records.flatMap((one) => (one === undefined ? [] : [[nameOf([one.chatId, one.index]), one]])),
  )

const readSources = async (
  db: ChatDatabase,
  { stretch, overlay, shelf }: Pick<Stretch, 'stretch' | 'overlay' | 'shelf'>,
): Promise<Sources> => {
  const moment = shelf?.moment() ?? 0
  const texts = new Map<string, SearchBlockRecord>()
  const unread: BlockKey[] = []
  for (const { chatId, blocks } of stretch)
    for (const key of overlay.has(chatId) ? [] : blocks) {
      const text = shelf?.get(nameOf(key))
      if (text === undefined) unread.push(key)
      else texts.set(nameOf(key), text)
    }
  const news = byName(await getMany(db.searchBlocks, unread))
  const lacking = unread.filter((key) => !news.has(nameOf(key)))
  const changed = stretch.filter(({ chatId }) => overlay.has(chatId)).flatMap((one) => one.blocks)
  const blocks = await readBlocks(db, [...lacking, ...changed], (block) => {
    if (!overlay.has(block.chatId))
      news.set(nameOf([block.chatId, block.index]), searchTextOf(block))
  })
  shelf?.put(moment, news)
  for (const [name, text] of news) texts.set(name, text)
  return { texts, blocks }
}

/** Some at a time, each in a task of its own: the page answers keys between them. */
const readBlocks = async (
  db: ChatDatabase,
  keys: readonly BlockKey[],
  onRead: (block: MessageBlock) => void = () => undefined,
): Promise<ReadonlyMap<string, MessageBlock>> => {
  const blocks: MessageBlock[] = []
  for (let at = 0; at < keys.length; at += BLOCKS_AT_ONCE)
    for (const block of await getMany(db.blocks, keys.slice(at, at + BLOCKS_AT_ONCE)))
      if (block !== undefined) {
        blocks.push(block)
        onRead(block)
      }
  return byName(blocks)
}

/** A message as it is, or where it lies. */
type Hit = FoundMessage | { readonly key: BlockKey; readonly at: number }

interface Within {
  readonly sources: Sources
  readonly query: SearchQuery
  readonly changed: readonly MessageRecord[] | undefined
}

/** All branches, the newest message first. */
const hitsOf = (place: Place, { sources, query, changed }: Within): readonly Hit[] => {
  const { texts, blocks } = sources
  if (changed !== undefined) {
    const own = place.blocks.map((key) => blocks.get(nameOf(key)))
    return messagesOf(own, changed).filter((message) => isFound(message, query))
  }
  return place.blocks.flatMap((key) => {
    const text = texts.get(nameOf(key))
    const found = text === undefined ? [] : findInText(text, query)
    return found.toReversed().map((at) => ({ key, at }))
  })
}

const readHits = async (
  db: ChatDatabase,
  hits: readonly Hit[],
  known: Sources['blocks'],
): Promise<readonly FoundMessage[]> => {
  const keys = new Map(hits.flatMap((hit) => ('key' in hit ? [[nameOf(hit.key), hit.key]] : [])))
  const unread = [...keys].filter(([name]) => !known.has(name)).map(([, key]) => key)
  const blocks = new Map([...known, ...(await readBlocks(db, unread))])
  return hits.flatMap((hit) => {
    if (!('key' in hit)) return [hit]
    const message = blocks.get(nameOf(hit.key))?.messages[hit.at]
    return message === undefined ? [] : [message]
  })
}

const isFoundByTitle = (
  chat: ChatRecord,
  { words, role, from, hasCode, hasAttachment }: SearchQuery,
): boolean =>
  role === undefined &&
  hasCode !== true &&
  hasAttachment !== true &&
  (from === undefined || chat.activeAt >= from) &&
  hasAll(foldText(chat.title), words)

const messagesOf = (
  blocks: readonly (MessageBlock | undefined)[],
  overlay: readonly MessageRecord[],
): readonly FoundMessage[] => {
  const rows = blocks.flatMap((block) => block?.messages.toReversed() ?? [])
  const changed = new Map(overlay.map((message) => [message.id, message]))
  const unplaced = overlay.filter(({ position }) => position === null)
  return [...unplaced, ...rows.map((row) => changed.get(row.id) ?? row)]
}
