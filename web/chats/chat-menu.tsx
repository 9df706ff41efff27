/** The ⋯ menu of a chat, in its row and over its messages. */

import {
  Archive,
  Check,
  Folder,
  History,
  Pencil,
  Pin,
  PinOff,
  RefreshCw,
  Search,
  Trash2,
} from 'lucide-react'
import type { Ref } from 'react'
import { useLocation } from 'wouter'
import type { ChatRecord } from '../../db/device/records.ts'
import { askAbout } from '../folders/asks.ts'
import { askMode } from '../modes/asks.ts'
import { useHome } from '../session/use-home.ts'
import { Menu, type MenuHandle } from '../ui/menu.tsx'
import { useChatActs } from './use-chat-acts.ts'

interface ChatMenuProps {
  readonly chat: ChatRecord
  /** The title becomes a box where it stands. Left out where it cannot. */
  readonly onRename?: () => void
  readonly onDelete: () => void
  /** Left out where the messages are not on the screen. */
  readonly onFind?: () => void
  /** Where several can be selected. */
  readonly onSelect?: () => void
  readonly className?: string
  readonly tabIndex?: number
  readonly ref?: Ref<MenuHandle>
}

export const ChatMenu = (props: ChatMenuProps) => {
  const { chat, onRename, onDelete, onFind, onSelect, ...rest } = props
  const { pin, setAll } = useChatActs()
  const { identity } = useHome()
  const [, navigate] = useLocation()
  const archive = (value: boolean) => void setAll([chat.id], { field: 'archived', value })
  return (
    <Menu
      {...rest}
      label={`Actions for ${chat.title === '' ? 'this chat' : chat.title}`}
      choices={[
        ...(onFind === undefined
          ? []
          : [{ label: 'Find in this chat', Icon: Search, onChoose: onFind }]),
        ...(onRename === undefined ? [] : [{ label: 'Rename', Icon: Pencil, onChoose: onRename }]),
        chat.pinned
          ? { label: 'Unpin', Icon: PinOff, onChoose: () => void pin(chat.id, false) }
          : { label: 'Pin to the top', Icon: Pin, onChoose: () => void pin(chat.id, true) },
        {
          label: 'Move to folder…',
          Icon: Folder,
          onChoose: () => askAbout({ kind: 'move-chats', chatIds: [chat.id] }),
        },
        chat.archived
          ? { label: 'Unarchive', Icon: Archive, onChoose: () => archive(false) }
          : { label: 'Archive', Icon: Archive, onChoose: () => archive(true) },
        ...(identity === null
          ? []
          : [
              {
                label: 'Sync…',
                Icon: RefreshCw,
                onChoose: () => askMode({ entity: 'chat', id: chat.id }),
              },
            ]),
        {
          label: 'Version history',
          Icon: History,
          onChoose: () => navigate(`/c/${chat.id}/history`),
        },
        ...(onSelect === undefined ? [] : [{ label: 'Select', Icon: Check, onChoose: onSelect }]),
        { label: 'Delete', Icon: Trash2, onChoose: onDelete, isDangerous: true },
      ]}
    />
  )
}
