/** What can be done with a whole chat: rename, pin, delete with a way back. */

import { useLocation } from 'wouter'
import type { ChatId } from '../../db/protocol/ids.ts'
import { catchFocus, neighbourRow } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import { useWrite } from './use-write.ts'

interface NamedChat {
  readonly id: ChatId
  readonly title: string
}

const UNDO_FOR_MS = 10_000

export const useChatActs = () => {
  const write = useWrite()
  const [path, navigate] = useLocation()

  const set = (chatId: ChatId, field: 'pinned' | 'deleted', value: boolean) =>
    write({ kind: 'chat.set', chatId, field, value })

  const remove = async ({ id }: NamedChat) => {
    const next = neighbourRow('[data-chat]')
    if (!(await set(id, 'deleted', true))) return
    next?.querySelector('a')?.focus()
    catchFocus()
    if (path.startsWith(`/c/${id}`)) navigate('/')
    showToast({
      id: `deleted-${id}`,
      text: 'Chat deleted.',
      action: { label: 'Undo', run: () => void set(id, 'deleted', false) },
      durationMs: UNDO_FOR_MS,
    })
  }
  return {
    rename: (chatId: ChatId, title: string) =>
      write({ kind: 'chat.set', chatId, field: 'title', value: title.trim() }),
    pin: (chatId: ChatId, isPinned: boolean) => set(chatId, 'pinned', isPinned),
    remove: (chat: NamedChat) => void remove(chat),
    restore: (chatId: ChatId) => set(chatId, 'deleted', false),
  }
}
