/** The bar over a chat: its title, to be written anew in its place, how sync stands, and its menu; under it what finds in it. */

import { useRef, useState } from 'react'
import type { ChatRecord } from '../../db/device/records.ts'
import type { Finding } from '../find/use-finding.tsx'
import { ModeLine } from '../modes/mode-line.tsx'
import { SyncPill } from '../sync/sync-pill.tsx'
import { useIsWide } from '../ui/use-media.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { ChatMenu } from './chat-menu.tsx'
import { UNTITLED } from './chat-row.tsx'
import { InlineTitle } from './inline-title.tsx'
import { useChatActs } from './use-chat-acts.ts'

interface ChatHeaderProps {
  readonly chat: ChatRecord
  readonly find: Finding
}

export const ChatHeader = ({ chat, find }: ChatHeaderProps) => {
  const { rename, remove } = useChatActs()
  const isWide = useIsWide()
  const [isRenaming, setIsRenaming] = useState(false)
  const bar = useRef<HTMLElement>(null)
  const end = (title: string | null, byKey: boolean) => {
    setIsRenaming(false)
    if (title !== null) void rename(chat.id, title)
    if (byKey) bar.current?.querySelector('h1')?.focus()
  }
  return (
    <>
      <ViewHeader
        ref={bar}
        title={chat.title === '' ? UNTITLED : chat.title}
        onDoubleClick={() => setIsRenaming(true)}
        editor={
          isRenaming && (
            <InlineTitle title={chat.title} onEnd={end} className="text-title font-semibold" />
          )
        }
      >
        {!isWide && <SyncPill isShort />}
        <ChatMenu
          chat={chat}
          onFind={find.open}
          onRename={() => setIsRenaming(true)}
          onDelete={() => void remove(chat.id)}
        />
      </ViewHeader>
      <ModeLine chatId={chat.id} />
      {find.bar}
    </>
  )
}
