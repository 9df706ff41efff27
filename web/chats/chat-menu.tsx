/** The ⋯ menu of a chat, in its row and over its messages. */

import { Pencil, Pin, PinOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ChatRecord } from '../../db/device/records.ts'
import { Menu } from '../ui/menu.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { useChatActs } from './use-chat-acts.ts'

interface ChatMenuProps {
  readonly chat: ChatRecord
  readonly className?: string
}

export const ChatMenu = ({ chat, className }: ChatMenuProps) => {
  const acts = useChatActs()
  const [isRenaming, setIsRenaming] = useState(false)
  return (
    <>
      <Menu
        label={`Actions for ${chat.title === '' ? 'this chat' : chat.title}`}
        {...(className === undefined ? {} : { className })}
        choices={[
          { label: 'Rename', Icon: Pencil, onChoose: () => setIsRenaming(true) },
          chat.pinned
            ? { label: 'Unpin', Icon: PinOff, onChoose: () => void acts.pin(chat.id, false) }
            : { label: 'Pin to the top', Icon: Pin, onChoose: () => void acts.pin(chat.id, true) },
          {
            label: 'Delete',
            Icon: Trash2,
            onChoose: () => acts.remove(chat),
            isDangerous: true,
          },
        ]}
      />
      {isRenaming && (
        <RenameDialog chatId={chat.id} title={chat.title} onClose={() => setIsRenaming(false)} />
      )}
    </>
  )
}
