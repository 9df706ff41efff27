/** One chat in the list: its title, when it last moved, and the one thing worth knowing about it. */

import { Clock, Pin, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { Link, useRoute } from 'wouter'
import type { ChatRecord } from '../../db/device/records.ts'
import { useHome } from '../session/use-home.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { fullTime, listTime } from '../ui/time-words.ts'
import { countWords } from '../ui/count-words.ts'
import { ChatMenu } from './chat-menu.tsx'
import { isSameRow } from './same-view.ts'

export interface ChatMarks {
  readonly waiting: number
  readonly parked: number
}

interface ChatRowProps {
  readonly chat: ChatRecord
  readonly marks: ChatMarks | undefined
  readonly now: number
}

export const UNTITLED = 'Untitled chat'

export const ChatRow = memo(({ chat, marks, now }: ChatRowProps) => {
  const [isOpen] = useRoute(`/c/${chat.id}/*?`)
  return (
    <div
      data-chat={chat.id}
      className={joinClasses(
        'group relative flex items-center rounded-2xl',
        isOpen ? 'bg-bubble' : 'hover:bg-chip',
      )}
    >
      <Link
        href={`/c/${chat.id}`}
        aria-current={isOpen ? 'page' : undefined}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-2 rounded-2xl py-2 ps-3 pe-1"
      >
        <span dir="auto" className="min-w-0 flex-1 truncate text-start text-body">
          {chat.title === '' ? UNTITLED : chat.title}
        </span>
        <RowMark chat={chat} marks={marks} />
        <time
          dateTime={new Date(chat.activeAt).toISOString()}
          title={fullTime(chat.activeAt)}
          className="shrink-0 text-caption text-neutral"
        >
          {listTime(chat.activeAt, now)}
        </time>
      </Link>
      <ChatMenu
        chat={chat}
        className="aria-expanded:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 pointer-fine:opacity-0"
      />
    </div>
  )
}, isSameRow)

/** The weightiest of the marks; nothing waits for a cloud where nobody is signed in. */
const RowMark = ({ chat, marks }: Pick<ChatRowProps, 'chat' | 'marks'>) => {
  const { identity } = useHome()
  if (marks !== undefined && marks.parked > 0)
    return <Mark Icon={TriangleAlert} tone="text-danger" words="Not everything is synced" />
  if (identity !== null && marks !== undefined && marks.waiting > 0)
    return (
      <Mark
        Icon={Clock}
        tone="text-neutral"
        words={`${countWords(marks.waiting, 'change')} waiting`}
      />
    )
  if (chat.pinned) return <Mark Icon={Pin} tone="text-neutral" words="Pinned" />
  return null
}

interface MarkProps {
  readonly Icon: typeof Clock
  readonly tone: string
  readonly words: string
}

const Mark = ({ Icon, tone, words }: MarkProps) => (
  <span title={words} className={joinClasses('shrink-0', tone)}>
    <Icon size={15} strokeWidth={2.2} aria-hidden />
    <span className="sr-only">{words}</span>
  </span>
)
