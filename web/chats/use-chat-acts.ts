/** What can be done with chats: rename, pin, move, archive, delete, each with a way back. */

import { useLocation } from 'wouter'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { Deed } from '../folders/deed-words.ts'
import { listAddress } from '../folders/list-address.ts'
import { useHome } from '../session/use-home.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import { useWrite } from './use-write.ts'

const UNDO_FOR_MS = 10_000

export const useChatActs = () => {
  const { database } = useHome()
  const write = useWrite()
  const [path, navigate] = useLocation()

  const set = (chatId: ChatId, field: 'pinned' | 'deleted', value: boolean) =>
    write({ kind: 'chat.set', chatId, field, value })

  /** Whether it is deleted; then the focus is wherever the view that comes has put it. */
  const remove = async (chatId: ChatId): Promise<boolean> => {
    if (!(await set(chatId, 'deleted', true))) return false
    if (path.startsWith(`/c/${chatId}`)) navigate(listAddress())
    catchFocus()
    showToast({
      id: `deleted-${chatId}`,
      text: 'Chat moved to the trash.',
      action: { label: 'Undo', run: () => void set(chatId, 'deleted', false) },
      durationMs: UNDO_FOR_MS,
    })
    return true
  }
  const setAll = async (chatIds: readonly ChatId[], deed: Deed): Promise<boolean> => {
    const { setOnAll } = await import('../folders/chat-deeds.ts')
    return setOnAll({ database, write }, chatIds, deed)
  }
  return {
    rename: (chatId: ChatId, title: string) =>
      write({ kind: 'chat.set', chatId, field: 'title', value: title.trim() }),
    pin: (chatId: ChatId, isPinned: boolean) => set(chatId, 'pinned', isPinned),
    remove,
    /** The same for several, as one act. */
    setAll,
    restore: (chatId: ChatId) => set(chatId, 'deleted', false),
  }
}
