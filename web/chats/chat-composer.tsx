/** The box under a chat: what is sent from it answers the end of the branch on the screen. */

import { useRef } from 'react'
import { newId } from '../../db/device/new-id.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { useHome } from '../session/use-home.ts'
import { NOT_SAVED_WORDS } from '../sync/storage-words.ts'
import { useStorageTrouble } from '../sync/use-storage-trouble.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { announce } from '../ui/announce.ts'
import { Composer } from './composer.tsx'
import { useDraft } from './use-draft.ts'
import type { Leaf } from './use-leaf.ts'
import { useWrite } from './use-write.ts'
import { sayMessage } from './write-acts.ts'

interface ChatComposerProps {
  readonly chatId: ChatId
  readonly leaf: Leaf
  /** The branch is known, so that there is something to answer. */
  readonly isReady: boolean
  readonly takesFocus: boolean
  readonly onSent: (id: MessageId) => void
  /** The person wants to reword what they said last. */
  readonly onEditLast: () => void
}

export const ChatComposer = (props: ChatComposerProps) => {
  const { chatId, leaf, isReady, takesFocus, onSent, onEditLast } = props
  const { identity } = useHome()
  const { text, setText, clear, giveBack } = useDraft(chatId, chatId)
  const trouble = useStorageTrouble()
  const turn = useRef<Promise<void>>(Promise.resolve())
  const write = useWrite()
  const isOnline = useIsOnline()
  const isAway = identity !== null && !isOnline
  /** In turn: a message answers the one before only once that one is stored. */
  const send = (content: string) => {
    if (!isReady) return
    const now = Date.now()
    const letGo = clear()
    const say = async () => {
      const messageId: MessageId = idOf(newId())
      const parentId = leaf.parentOf()
      const act = { chatId, messageId, parentId, content, now, draftId: chatId }
      if (!(await write(sayMessage(act)))) {
        giveBack(content)
        return
      }
      leaf.noteSent(messageId)
      letGo()
      onSent(messageId)
      if (isAway) announce("Saved. Sends when you're online.")
    }
    turn.current = turn.current.then(say, say)
  }
  return (
    <Composer
      text={text}
      onText={setText}
      onSend={send}
      onEditLast={onEditLast}
      problem={trouble === null ? undefined : NOT_SAVED_WORDS[trouble]}
      placeholder="Message…"
      takesFocus={takesFocus}
      hint={isAway ? "You're offline. Messages send when you're back." : undefined}
    />
  )
}
