/** The box under a chat: what is sent from it answers the end of the branch on the screen. */

import { useRef } from 'react'
import { newId } from '../../db/device/new-id.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { answerSent } from '../assistant/answer-sent.ts'
import { useHome } from '../session/use-home.ts'
import { NOT_SAVED_WORDS } from '../sync/storage-words.ts'
import { useStorageTrouble } from '../sync/use-storage-trouble.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { announce } from '../ui/announce.ts'
import { Composer } from './composer.tsx'
import { useDraft } from './use-draft.ts'
import type { Leaf } from './use-leaf.ts'
import type { ReplyFoot } from './use-reply-foot.tsx'
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
  readonly reply: ReplyFoot
}

export const ChatComposer = (props: ChatComposerProps) => {
  const { chatId, leaf, isReady, takesFocus, onSent, onEditLast, reply } = props
  const home = useHome()
  const { text, setText, clear, giveBack } = useDraft(chatId, chatId)
  const trouble = useStorageTrouble()
  const turn = useRef<Promise<void>>(Promise.resolve())
  const write = useWrite()
  const isOnline = useIsOnline()
  const isAway = home.identity !== null && !isOnline
  /** In turn: a message answers the one before only once that one is stored. */
  const send = (content: string) => {
    if (!isReady) return
    const now = Date.now()
    const letGo = clear()
    const say = async () => {
      const messageId: MessageId = idOf(newId())
      const parentId = reply.leafAfter(leaf.parentOf())
      const act = { chatId, messageId, parentId, content, now, draftId: chatId }
      if (!(await write(sayMessage(act)))) {
        giveBack(content)
        return
      }
      leaf.noteSent(messageId)
      letGo()
      onSent(messageId)
      reply.settle()
      void answerSent(home, { chatId, parentId: messageId })
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
      hint={hintOf({ isAway, isReplying: reply.stop !== null && text !== '' })}
      onStop={reply.stop ?? undefined}
    />
  )
}

const hintOf = (about: { readonly isAway: boolean; readonly isReplying: boolean }) => {
  if (about.isReplying) return 'You can send when the reply has ended, or stop it.'
  return about.isAway ? "You're offline. Messages send when you're back." : undefined
}
