/** Where a chat branched off: the way back to that message in the chat it came from. */

import { GitBranch } from 'lucide-react'
import { Link } from 'wouter'
import { readChat } from '../../db/device/chats.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { useLive } from '../session/use-home.ts'
import { UNTITLED } from './chat-row.tsx'

export const BranchedFrom = ({ chat }: { readonly chat: ChatRecord }) => {
  const { parentChatId, branchFromMessageId } = chat
  const parent = useLive(
    async (database) =>
      parentChatId === null ? undefined : await readChat(database, parentChatId),
    [parentChatId],
  )
  if (parent === undefined || parent.isPurged) return null
  const path = branchFromMessageId === null ? '' : `/m/${branchFromMessageId}`
  return (
    <div className="border-b border-line px-2 md:px-4">
      <Link
        href={`/c/${parent.id}${path}`}
        className="inline-flex min-h-11 max-w-full items-center gap-2 rounded-full px-2 text-caption text-neutral hover:text-text"
      >
        <GitBranch size={15} aria-hidden className="shrink-0 rtl:-scale-x-100" />
        <span className="truncate">
          Branched from ‘<bdi>{parent.title === '' ? UNTITLED : parent.title}</bdi>’
        </span>
      </Link>
    </div>
  )
}
