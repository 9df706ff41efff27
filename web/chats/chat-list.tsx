/** The chats of this device, newest first, read and drawn only as far as they are looked at. */

import { useMemo, useState } from 'react'
import { VList } from 'virtua'
import { listChats } from '../../db/device/chats.ts'
import { countByChat } from '../../db/device/count-by-chat.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { useCalmLive } from '../session/use-home.ts'
import { dayGroup } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { ChatRow, type ChatMarks } from './chat-row.tsx'

const STEP = 60
/** Rows left below the last one on screen when more are asked for. */
const AHEAD = 20
const PINNED_LIMIT = 200

type Line =
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'chat'; readonly chat: ChatRecord; readonly marks: ChatMarks | undefined }

/** One transaction: after a write, what is read for the list must not hold up what is to be sent. */
const readList = async (database: ChatDatabase, limit: number) =>
  database.transaction('r', database.chats, database.outbox, async () => {
    const [pinned, open] = await Promise.all([
      listChats(database, { shelf: 'pinned', limit: PINNED_LIMIT }),
      listChats(database, { shelf: 'open', limit }),
    ])
    const ids = [...pinned, ...open].map(({ id }) => id)
    return { pinned, open, marksByChat: await countByChat(database, ids) }
  })

const toLines = (list: Awaited<ReturnType<typeof readList>>, now: number): readonly Line[] => {
  const lines: Line[] = []
  let group: string | null = null
  const add = (chat: ChatRecord, name: string) => {
    if (name !== group) lines.push({ kind: 'group', name })
    group = name
    lines.push({ kind: 'chat', chat, marks: list.marksByChat.get(chat.id) })
  }
  for (const chat of list.pinned) add(chat, 'Pinned')
  for (const chat of list.open) add(chat, dayGroup(chat.activeAt, now))
  return lines
}

export const ChatList = () => {
  const [limit, setLimit] = useState(STEP)
  const list = useCalmLive((database) => readList(database, limit), [limit])
  const now = useNow(60_000)
  const lines = useMemo(() => (list === undefined ? [] : toLines(list, now)), [list, now])
  if (list === undefined) return <div className="flex-1" />
  if (lines.length === 0) return <NoChats />
  const askForMore = (offset: number, rowHeight: number, viewHeight: number) => {
    const lastSeen = (offset + viewHeight) / rowHeight
    if (list.open.length === limit && lastSeen + AHEAD > lines.length) setLimit(limit + STEP)
  }
  return (
    <div className="min-h-0 flex-1" data-testid="chat-list">
      <VList
        data={lines}
        className="px-2 pb-2"
        onScroll={(offset) => askForMore(offset, ROW_PX, window.innerHeight)}
      >
        {(line) =>
          line.kind === 'group' ? (
            <h3
              key={`group ${line.name}`}
              className="px-3 pt-4 pb-1 text-caption font-medium text-neutral"
            >
              {line.name}
            </h3>
          ) : (
            <ChatRow key={line.chat.id} chat={line.chat} marks={line.marks} now={now} />
          )
        }
      </VList>
    </div>
  )
}

/** The least a row measures: for asking early rather than late. */
const ROW_PX = 52

const NoChats = () => (
  <div className="flex flex-1 flex-col items-center justify-center gap-1 px-8 text-center">
    <p className="font-medium">No chats yet</p>
    <p className="text-body text-neutral">Whatever you write first becomes a chat here.</p>
  </div>
)
