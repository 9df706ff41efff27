/** The lines of the list of chats, live, and the records of those of them that are looked at. */

import { useMemo, useState, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { readModes } from '../../db/device/chat-modes.ts'
import { readChats } from '../../db/device/chats.ts'
import { countByChat } from '../../db/device/count-by-chat.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { useCalmLive, useHome } from '../session/use-home.ts'
import { readFirst, readWhole, type ChatOrder, type Line, type SeenChats } from './chat-order.ts'
import { findList } from './list-shelf.ts'

/** First what fills a screen, then all of it: nobody waits for ten thousand ids to see the newest. */
export const useChatOrder = (address: string, today: number): ChatOrder | undefined => {
  const { database: mine } = useHome()
  const [left] = useState(() => findList(mine, address)?.order)
  const [isWhole, setIsWhole] = useState(left !== undefined)
  const order = useCalmLive(
    async (database) => {
      const read = isWhole ? readWhole : readFirst
      return withTop(await read(database, today, address))
    },
    [isWhole, today, address],
  )
  // Drawn once more in the same turn; what it asks for is read after the drawing.
  if (order !== undefined && !isWhole) setIsWhole(true)
  return order ?? left
}

const TOP: Line = { isTop: true }

const withTop = (order: ChatOrder): ChatOrder => ({ ...order, lines: [TOP, ...order.lines] })

const NOTHING: SeenChats = { chats: new Map(), counts: new Map(), modes: new Map() }

/** One transaction: after a write, what is read for the list must not hold up what is to be sent. */
const readSeen = (database: ChatDatabase, ids: readonly string[]): Promise<SeenChats> =>
  database.transaction('r', tablesOf(database), async () => {
    const chats = await readChats(database, ids)
    const [counts, modes] = await Promise.all([
      countByChat(
        database,
        chats.map(({ id }) => id),
      ),
      readModes(database, chats),
    ])
    return { chats: byId(chats), counts, modes }
  })

const tablesOf = ({ chats, outbox, conflicts, keeping, folders }: ChatDatabase) => [
  chats,
  outbox,
  conflicts,
  keeping,
  folders,
]

const byId = (chats: readonly ChatRecord[]): ReadonlyMap<string, ChatRecord> =>
  new Map(chats.map((chat) => [chat.id, chat]))

export interface Span {
  readonly from: number
  readonly to: number
}

/** Lines before and after those on the screen that are read with them. */
const AROUND = 20

/** Wider than what is seen, and moved by steps, so that scrolling does not ask at every row. Pure. */
export const spanAround = (first: number, last: number): Span => ({
  from: Math.max(0, Math.floor(first / AROUND - 1) * AROUND),
  to: Math.ceil((last + 1) / AROUND + 1) * AROUND,
})

/** The lines on the screen and some around them. */
export const useSpan = (virtualizer: RefObject<VirtualizerHandle | null>) => {
  const [span, setSpan] = useState(() => spanAround(0, 0))
  const lookAgain = () => {
    const now = virtualizer.current
    if (now === null) return
    const first = now.findItemIndex(now.scrollOffset)
    const next = spanAround(first, now.findItemIndex(now.scrollOffset + now.viewportSize))
    setSpan((known) => (known.from === next.from && known.to === next.to ? known : next))
  }
  return { span, lookAgain }
}

const idOf = (line: Line): readonly string[] => ('chatId' in line ? [line.chatId] : [])

/** What is shown of a span of lines, and of one chat beside it; until that is read, what was known before. */
export const useSeenChats = (order: ChatOrder, span: Span, besides: string): SeenChats => {
  const ids = useMemo(
    () => [...new Set([...order.lines.slice(span.from, span.to).flatMap(idOf), besides])],
    [order, span, besides],
  )
  const found = useCalmLive((database) => readSeen(database, ids), [ids.join(' ')])
  const { database: mine } = useHome()
  const [seen, setSeen] = useState<SeenChats>(
    () => findList(mine, order.address)?.seen ?? { ...NOTHING, chats: byId(order.records) },
  )
  const [read, setRead] = useState<SeenChats>()
  if (found !== undefined && found !== read) {
    setRead(found)
    setSeen({ ...found, chats: withNew(seen.chats, found.chats) })
  }
  return seen
}

/** Chats that are kept though they are not looked at any more: they may be again, and one has the focus. */
const KEPT = 1000

const withNew = (
  known: ReadonlyMap<string, ChatRecord>,
  found: ReadonlyMap<string, ChatRecord>,
): ReadonlyMap<string, ChatRecord> =>
  new Map([...[...known].filter(([id]) => !found.has(id)).slice(-KEPT), ...found])
