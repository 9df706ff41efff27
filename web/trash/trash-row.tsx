/** One deleted chat: what it was called, when it went, and the two ways out. */

import { Trash2, Undo2 } from 'lucide-react'
import type { ChatRecord } from '../../db/device/records.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { fullTime, timeAgo } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'

interface TrashRowProps {
  readonly chat: ChatRecord
  readonly onRestore: () => void
  readonly onErase: () => void
}

const LOOK_EVERY_MS = 60_000

export const TrashRow = ({ chat, onRestore, onErase }: TrashRowProps) => {
  const now = useNow(LOOK_EVERY_MS)
  const title = chat.title === '' ? UNTITLED : chat.title
  const at = chat.deletedAt ?? chat.updatedAt
  return (
    <li className="flex flex-wrap items-center gap-x-2 border-b border-line px-3 py-2 last:border-0">
      <div className="min-w-0 flex-[1_1_9rem] py-1">
        <p dir="auto" className="truncate text-as-around text-body font-medium">
          {title}
        </p>
        <p className="text-caption text-neutral">
          Deleted{' '}
          <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {timeAgo(at, now)}
          </time>
        </p>
      </div>
      <div className="ms-auto flex items-center gap-1">
        <Button aria-label={`Restore ${title}`} onClick={onRestore}>
          <Undo2 size={17} aria-hidden className="rtl:-scale-x-100" /> Restore
        </Button>
        <IconButton label={`Erase ${title}`} onClick={onErase}>
          <Trash2 size={18} aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}
