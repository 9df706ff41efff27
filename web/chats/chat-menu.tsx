/** The ⋯ menu of a chat, in its row and over its messages. */

import { Pencil, Pin, PinOff, Search, Trash2 } from 'lucide-react'
import type { Ref } from 'react'
import type { ChatRecord } from '../../db/device/records.ts'
import { Menu, type MenuHandle } from '../ui/menu.tsx'
import { useChatActs } from './use-chat-acts.ts'

interface ChatMenuProps {
  readonly chat: ChatRecord
  /** The title becomes a box where it stands. */
  readonly onRename: () => void
  readonly onDelete: () => void
  /** Left out where the messages are not on the screen. */
  readonly onFind?: () => void
  readonly className?: string
  readonly tabIndex?: number
  readonly ref?: Ref<MenuHandle>
}

export const ChatMenu = ({ chat, onRename, onDelete, onFind, ...rest }: ChatMenuProps) => {
  const { pin } = useChatActs()
  return (
    <Menu
      {...rest}
      label={`Actions for ${chat.title === '' ? 'this chat' : chat.title}`}
      choices={[
        ...(onFind === undefined
          ? []
          : [{ label: 'Find in this chat', Icon: Search, onChoose: onFind }]),
        { label: 'Rename', Icon: Pencil, onChoose: onRename },
        chat.pinned
          ? { label: 'Unpin', Icon: PinOff, onChoose: () => void pin(chat.id, false) }
          : { label: 'Pin to the top', Icon: Pin, onChoose: () => void pin(chat.id, true) },
        { label: 'Delete', Icon: Trash2, onChoose: onDelete, isDangerous: true },
      ]}
    />
  )
}
