/** A chat: its title, its messages along the active branch, and the box for the next one. */

import { useEffect, useRef, useState, type ReactNode } from 'react'
import { readChat } from '../../db/device/chats.ts'
import { chooseBranch, readWindow, type ChatWindow } from '../../db/device/messages.ts'
import { newId } from '../../db/device/new-id.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { NOT_SAVED_WORDS } from '../sync/storage-words.ts'
import { SyncPill } from '../sync/sync-pill.tsx'
import { useStorageTrouble } from '../sync/use-storage-trouble.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { announce } from '../ui/announce.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { useIsWide } from '../ui/use-media.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { ChatMenu } from './chat-menu.tsx'
import { UNTITLED } from './chat-row.tsx'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { useChatActs } from './use-chat-acts.ts'
import { useDraft } from './use-draft.ts'
import { useLeaf } from './use-leaf.ts'
import { useWrite } from './use-write.ts'
import { sayMessage } from './write-acts.ts'

interface ChatViewProps {
  readonly chatId: ChatId
  readonly targetId?: MessageId | undefined
}

/** Enough for the first screen; the rest of the branch follows at once, before anyone can scroll there. */
const FIRST_WINDOW = 60
const WHOLE_BRANCH = 1_000_000

export const ChatView = ({ chatId, targetId }: ChatViewProps) => {
  const chat = useLive(async (database) => (await readChat(database, chatId)) ?? null, [chatId])
  if (chat === undefined) return null
  if (chat === null || chat.isPurged) return <NotHere />
  if (chat.isDeleted) return <InTrash chat={chat} />
  return <OpenChat chat={chat} targetId={targetId} />
}

interface OpenChatProps {
  readonly chat: ChatRecord
  readonly targetId: MessageId | undefined
}

const OpenChat = ({ chat, targetId }: OpenChatProps) => {
  const { window, isPrepended } = useBranch(chat.id, targetId)
  const isWide = useIsWide()
  const title = chat.title === '' ? UNTITLED : chat.title
  return (
    <>
      <ViewHeader title={title}>
        {!isWide && <SyncPill isShort />}
        <ChatMenu chat={chat} />
      </ViewHeader>
      {window === undefined ? (
        <div className="flex-1" />
      ) : (
        <MessageList
          title={title}
          messages={window.messages}
          isPrepended={isPrepended}
          targetId={targetId}
        />
      )}
      <ChatComposer
        chatId={chat.id}
        leafId={window?.leafId ?? null}
        isReady={window !== undefined}
        takesFocus={targetId === undefined}
      />
    </>
  )
}

/** The active branch, live: its end first, then all of it; through the target where there is one. */
const useBranch = (chatId: ChatId, targetId: MessageId | undefined) => {
  const { database } = useHome()
  const [limit, setLimit] = useState(targetId === undefined ? FIRST_WINDOW : WHOLE_BRANCH)
  const window = useLive((from) => readWindow(from, { chatId, limit }), [chatId, limit])
  const chosen = useRef<MessageId>(undefined)
  if (window?.hasEarlier === true && limit !== WHOLE_BRANCH) setLimit(WHOLE_BRANCH)
  useEffect(() => {
    if (window === undefined || targetId === undefined || chosen.current === targetId) return
    chosen.current = targetId
    if (!window.messages.some(({ id }) => id === targetId))
      void chooseBranch(database, chatId, targetId)
  }, [database, chatId, targetId, window])
  return { window, isPrepended: useIsPrepended(window) }
}

/** True where the same end has a new beginning: the reader's place must stay where it is. */
const useIsPrepended = (window: ChatWindow | undefined): boolean => {
  const [seen, setSeen] = useState(window)
  const [isPrepended, setIsPrepended] = useState(false)
  if (window !== seen) {
    setSeen(window)
    setIsPrepended(
      seen !== undefined &&
        seen.messages[0]?.id !== window?.messages[0]?.id &&
        seen.messages.at(-1)?.id === window?.messages.at(-1)?.id,
    )
  }
  return isPrepended
}

interface ChatComposerProps {
  readonly chatId: ChatId
  readonly leafId: MessageId | null
  readonly isReady: boolean
  readonly takesFocus: boolean
}

const ChatComposer = ({ chatId, leafId, isReady, takesFocus }: ChatComposerProps) => {
  const { identity } = useHome()
  const { text, setText, clear, giveBack } = useDraft(chatId, chatId)
  const trouble = useStorageTrouble()
  const turn = useRef<Promise<void>>(Promise.resolve())
  const write = useWrite()
  const isOnline = useIsOnline()
  const isAway = identity !== null && !isOnline
  const leaf = useLeaf(leafId)
  /** In turn: a message answers the one before only once that one is stored. */
  const send = (content: string) => {
    if (!isReady) return
    const now = Date.now()
    const letGo = clear()
    const say = async () => {
      const messageId = idOf(newId())
      const parentId = leaf.parentOf()
      const act = { chatId, messageId, parentId, content, now, draftId: chatId }
      if (!(await write(sayMessage(act)))) {
        giveBack(content)
        return
      }
      leaf.noteSent(messageId)
      letGo()
      if (isAway) announce("Saved. Sends when you're online.")
    }
    turn.current = turn.current.then(say, say)
  }
  return (
    <Composer
      text={text}
      onText={setText}
      onSend={send}
      problem={trouble === null ? undefined : NOT_SAVED_WORDS[trouble]}
      placeholder="Message…"
      takesFocus={takesFocus}
      hint={isAway ? "You're offline. Messages send when you're back." : undefined}
    />
  )
}

const NotHere = () => (
  <Empty title="This chat is not on this device">
    <p>It may have been deleted for good, belong to another account, or still be on its way.</p>
    <ButtonLink href="/" look="primary">
      Go to chats
    </ButtonLink>
  </Empty>
)

const InTrash = ({ chat }: { readonly chat: ChatRecord }) => {
  const { restore } = useChatActs()
  return (
    <Empty title={chat.title === '' ? UNTITLED : chat.title}>
      <p>This chat was deleted.</p>
      <Button look="primary" onClick={() => void restore(chat.id)}>
        Restore
      </Button>
    </Empty>
  )
}

const Empty = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <>
    <ViewHeader title={title} />
    <div className="flex flex-1 flex-col items-center justify-center gap-4 px-8 pb-16 text-center text-neutral">
      {children}
    </div>
  </>
)
