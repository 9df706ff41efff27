/** Goes on from a message in a chat of its own. */

import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { readChat } from '../../db/device/chats.ts'
import { readWindow, type MessageView } from '../../db/device/messages.ts'
import { newId } from '../../db/device/new-id.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { useHome } from '../session/use-home.ts'
import { announce } from '../ui/announce.ts'
import { countWords } from '../ui/count-words.ts'
import { hideToast, showToast } from '../ui/toasts.ts'
import { branchChat } from './branch-chat.ts'
import { useWrite } from './use-write.ts'

const TOAST_ID = 'branch'
const SAID_AFTER_MS = 1000

/** What takes longer than a moment is said while it goes on. */
const saying = async (text: string, work: Promise<boolean>): Promise<boolean> => {
  const say = () => showToast({ id: TOAST_ID, text, durationMs: null })
  const timer = setTimeout(say, SAID_AFTER_MS)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    hideToast(TOAST_ID)
  }
}

export const useBranchChat = (): ((message: MessageView) => void) => {
  const { database } = useHome()
  const write = useWrite()
  const [, navigate] = useLocation()
  return useCallback(
    (message) => {
      const branch = async () => {
        const { chatId: from } = message
        const [chat, window] = await Promise.all([
          readChat(database, from),
          readWindow(database, { chatId: from, limit: Infinity }),
        ])
        const at = window.messages.findIndex(({ id }) => id === message.id)
        const path = window.messages.slice(0, at + 1)
        const chatId: ChatId = idOf(newId())
        const title = `${chat?.title ?? ''} (branch)`.trim()
        const drafts = branchChat({
          chatId,
          title,
          path,
          now: Date.now(),
          newId: () => idOf(newId()),
        })
        if (drafts.length === 0) return
        const words = `Copying ${countWords(path.length, 'message')}…`
        if (!(await saying(words, write(drafts)))) return
        announce('Branched into a new chat.')
        navigate(`/c/${chatId}`)
      }
      void branch()
    },
    [database, navigate, write],
  )
}
