/** What a search has found, as links: whole chats, and messages with the words around what was looked for. */

import { Link } from 'wouter'
import type { ChatRecord } from '../../db/device/records.ts'
import type { MessageHit } from '../../db/device/search.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { fullTime, listTime } from '../ui/time-words.ts'
import { mark, snippetOf, type SnippetPart } from './snippet.ts'

const ROW =
  'block rounded-2xl px-3 py-2.5 hover:bg-chip focus-visible:bg-chip -outline-offset-2 min-h-11'

const WHO: Readonly<Record<string, string>> = { user: 'You', assistant: 'Assistant' }

interface ChatHitProps {
  readonly chat: ChatRecord
  readonly words: readonly string[]
  readonly now: number
}

export const ChatHit = ({ chat, words, now }: ChatHitProps) => (
  <Link href={`/c/${chat.id}`} data-hit className={ROW}>
    <span className="flex items-baseline gap-3">
      <span dir="auto" className="min-w-0 flex-1 truncate text-as-around text-body font-medium">
        {chat.title === '' ? UNTITLED : <Marked parts={mark(chat.title, words)} />}
      </span>
      <When at={chat.activeAt} now={now} />
    </span>
  </Link>
)

interface MessageHitRowProps {
  readonly hit: MessageHit
  readonly words: readonly string[]
  readonly now: number
}

export const MessageHitRow = ({ hit: { chat, message }, words, now }: MessageHitRowProps) => (
  <Link href={`/c/${chat.id}/m/${message.id}`} data-hit className={ROW}>
    <span className="flex items-baseline gap-3">
      <span className="min-w-0 flex-1 truncate text-caption text-neutral">
        <bdi>{chat.title === '' ? UNTITLED : chat.title}</bdi>
        {WHO[message.role] !== undefined && ` · ${WHO[message.role]}`}
      </span>
      <When at={message.timestamp} now={now} />
    </span>
    <span dir="auto" className="mt-0.5 line-clamp-2 text-as-around text-body wrap-anywhere">
      <Marked parts={snippetOf(message.content, words)} />
    </span>
  </Link>
)

const When = ({ at, now }: { readonly at: number; readonly now: number }) => (
  <time
    dateTime={new Date(at).toISOString()}
    title={fullTime(at)}
    className="shrink-0 text-caption text-neutral tabular-nums"
  >
    {listTime(at, now)}
  </time>
)

const Marked = ({ parts }: { readonly parts: readonly SnippetPart[] }) =>
  parts.map(({ text, isFound }, at) =>
    isFound ? (
      // The parts of one text, drawn once.
      // oxlint-disable-next-line react/no-array-index-key
      <mark key={at} className="rounded-sm bg-info/20 font-semibold text-text">
        {text}
      </mark>
    ) : (
      text
    ),
  )
