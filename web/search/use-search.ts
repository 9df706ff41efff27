/** A search under way: what it has found so far, and again whenever something that it could find has changed. */

import { Dexie } from 'dexie'
import { useEffect, useMemo, useState } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
import { listFolders } from '../../db/device/folders.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { MessageHit, SearchPart } from '../../db/device/search.ts'
import type { SearchQuery } from '../../db/device/search-text.ts'
import { readWords } from '../../db/device/search-words.ts'
import { isLost } from '../../db/device/storage-fault.ts'
import { treeOf } from '../folders/folder-tree.ts'
import { useHome } from '../session/use-home.ts'
import { borrowFinder } from './borrow-finder.ts'
import type { Finder } from './finder.ts'
import { beginOf, type SearchAddress } from './search-address.ts'

export interface Found {
  readonly chats: readonly ChatRecord[]
  /** The newest `MOST_KEPT` of them. */
  readonly messages: readonly MessageHit[]
  readonly chatCount: number
  readonly messageCount: number
  readonly searched: number
  readonly of: number
  readonly isOver: boolean
}

/** Whoever reads so many narrows the search instead. */
const MOST_KEPT = 500
/** Drawing at each stretch would cost more than the search. */
const SHOW_EVERY_MS = 80
/** After a change; while messages stream in, they come many times a second. */
const QUIET_MS = 600

const NOTHING: Found = {
  chats: [],
  messages: [],
  chatCount: 0,
  messageCount: 0,
  searched: 0,
  of: 0,
  isOver: false,
}

const add = (found: Found, part: SearchPart): Found => ({
  chats: found.chats.concat(part.chats).slice(0, MOST_KEPT),
  messages: found.messages.concat(part.messages),
  chatCount: found.chatCount + part.chats.length,
  messageCount: found.messageCount + part.messageCount,
  searched: part.searched,
  of: part.of ?? 0,
  isOver: part.of !== null && part.searched >= part.of,
})

interface Asked {
  readonly words: readonly string[]
  readonly role: SearchAddress['role']
  readonly since: SearchAddress['since']
  readonly hasCode: boolean
  readonly hasFile: boolean
  readonly folderId: SearchAddress['folderId']
}

interface Shown {
  readonly for: Asked
  readonly found: Found
}

/** Null while nothing is looked for. */
export const useSearch = (address: SearchAddress): Found | null => {
  const { database } = useHome()
  const { typed, role, since, hasCode, hasFile, folderId } = address
  const [shown, setShown] = useState<Shown | null>(null)
  const words = readWords(typed).join('\n')
  const asked = useMemo(
    (): Asked | null =>
      words === '' ? null : { words: words.split('\n'), role, since, hasCode, hasFile, folderId },
    [words, role, since, hasCode, hasFile, folderId],
  )
  useEffect(() => {
    const left = new AbortController()
    const finder = borrowFinder(database, left.signal)
    let stop = new AbortController()
    const begin = () => {
      stop.abort()
      stop = new AbortController()
      const { signal } = stop
      const runAndKeep = async () => {
        if (asked !== null) await run(database, { finder, asked, signal, show: setShown })
        // For the next one; not between two that follow each other quickly.
        await finder.keep(signal)
      }
      runAndKeep().catch((error: unknown) => {
        if (!isLost(database, error) && !database.hasBeenClosed()) throw error
      })
    }
    begin()
    const endWatch = watchChanges(database, begin)
    return () => {
      endWatch()
      stop.abort()
      left.abort()
    }
  }, [database, asked])
  if (asked === null) return null
  return shown?.for === asked ? shown.found : NOTHING
}

interface Running {
  readonly finder: Finder
  readonly asked: Asked
  readonly signal: AbortSignal
  readonly show: (change: (last: Shown | null) => Shown) => void
}

const run = async (
  database: ChatDatabase,
  { finder, asked, signal, show }: Running,
): Promise<void> => {
  const folderIds = await foldersIn(database, asked.folderId)
  const query = { ...queryOf(asked), ...folderIds }
  await finder.search(query, { signal, most: MOST_KEPT, begin: () => gather(asked, show) })
}

/** Adds part to part from nothing on, and shows now and then what it has. */
const gather = (asked: Asked, show: Running['show']): ((part: SearchPart) => void) => {
  let found = NOTHING
  let shownAt = -Infinity
  let hasShown = false
  return (part) => {
    found = add(found, part)
    const now = performance.now()
    const isFirst = !hasShown && found.chatCount + found.messageCount > 0
    if (!found.isOver && !isFirst && now - shownAt < SHOW_EVERY_MS) return
    hasShown ||= isFirst
    shownAt = now
    const next = { for: asked, found }
    // Of the same question there is a whole answer on the screen: it stays until the new one is whole.
    show((last) => (!next.found.isOver && last?.for === asked && last.found.isOver ? last : next))
  }
}

/** The folder that is looked through, and those in it. */
const foldersIn = async (database: ChatDatabase, folderId: SearchAddress['folderId']) => {
  if (folderId === null) return {}
  const tree = treeOf(await listFolders(database))
  const inside = tree.find(({ folder }) => folder.id === folderId)?.inside ?? []
  return { folderIds: [folderId, ...inside.map(({ id }) => id)] }
}

const queryOf = ({ words, role, since, hasCode, hasFile }: Asked): SearchQuery => ({
  words,
  hasCode,
  hasAttachment: hasFile,
  ...(role === null ? {} : { role }),
  ...(since === null ? {} : { from: beginOf(since, Date.now()) }),
})

/** A moment after chats or messages have changed, here or by a sync; what is given back ends it. */
const watchChanges = (database: ChatDatabase, onChanged: () => void): (() => void) => {
  const own = ['chats', 'blocks', 'messages'].map((table) => `idb://${database.name}/${table}/`)
  let timer: ReturnType<typeof setTimeout> | undefined
  const onChange = (parts: object) => {
    const isOwn = Object.keys(parts).some((part) => own.some((start) => part.startsWith(start)))
    if (!isOwn) return
    clearTimeout(timer)
    timer = setTimeout(onChanged, QUIET_MS)
  }
  Dexie.on('storagemutated', onChange)
  return () => {
    clearTimeout(timer)
    Dexie.on.storagemutated.unsubscribe(onChange)
  }
}
