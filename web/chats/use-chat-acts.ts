/** What can be done with a whole chat: rename, pin, delete with a way back. */

import { useLocation } from 'wouter'
import type { ChatId } from '../../db/protocol/ids.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import { useWrite } from './use-write.ts'

const UNDO_FOR_MS = 10_000

export const useChatActs = () => {
  const write = useWrite()
  const [path, navigate] = useLocation()

  const set = (chatId: ChatId, field: 'pinned' | 'deleted', value: boolean) =>
    write({ kind: 'chat.set', chatId, field, value })

  /** Whether it is deleted; then the focus is wherever the view that comes has put it. */
  const remove = async (chatId: ChatId): Promise<boolean> => {
    if (!(await set(chatId, 'deleted', true))) return false
    if (path.startsWith(`/c/${chatId}`)) navigate('/')
    catchFocus()
    showToast({
      id: `deleted-${chatId}`,
      text: 'Chat moved to the trash.',
      action: { label: 'Undo', run: () => void set(chatId, 'deleted', false) },
      durationMs: UNDO_FOR_MS,
    })
    return true
  }
  return {
    rename: (chatId: ChatId, title: string) =>
      write({ kind: 'chat.set', chatId, field: 'title', value: title.trim() }),
    pin: (chatId: ChatId, isPinned: boolean) => set(chatId, 'pinned', isPinned),
    remove,
    restore: (chatId: ChatId) => set(chatId, 'deleted', false),
  }
}
