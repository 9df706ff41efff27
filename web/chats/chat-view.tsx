/** A chat: its title, its messages along the active branch, and the box for the next one. */

import { useCallback, useRef, useState } from 'react'
import { answerSent } from '../assistant/answer-sent.ts'
import { readBody } from '../../db/device/bodies.ts'
import { readChat } from '../../db/device/chats.ts'
import { chooseBranch, type MessageView } from '../../db/device/messages.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { useFinding } from '../find/use-finding.tsx'
import { CloudChat } from '../modes/cloud-chat.tsx'
import { useHome, useLive } from '../session/use-home.ts'
import { BranchedFrom } from './branched-from.tsx'
import { ChatComposer } from './chat-composer.tsx'
import { ChatHeader } from './chat-header.tsx'
import { UNTITLED } from './chat-row.tsx'
import type { ReadPlace } from './feed-place.ts'
import { MessageList, type MessageListHandle } from './message-list.tsx'
import { InTrash, NotHere } from './no-chat.tsx'
import { keepPlace, readPlace } from './place-shelf.ts'
import { useBranch } from './use-branch.ts'
import { useEditing } from './use-editing.tsx'
import { useLeaf } from './use-leaf.ts'
import { useMessageActions } from './use-message-actions.tsx'
import { useReplyFoot } from './use-reply-foot.tsx'
import { useReplyKeys } from './use-reply-keys.ts'

interface ChatViewProps {
  readonly chatId: ChatId
  readonly targetId?: MessageId | undefined
}

export const ChatView = ({ chatId, targetId }: ChatViewProps) => {
  const known = useLive(
    async (database) => ({
      chat: await readChat(database, chatId),
      body: await readBody(database, chatId),
    }),
    [chatId],
  )
  if (known === undefined) return null
  const { chat, body } = known
  if (chat === undefined || chat.isPurged) return <NotHere />
  if (chat.isDeleted) return <InTrash chat={chat} />
  if (body !== undefined && body.state !== 'visiting') return <CloudChat {...{ chat, body }} />
  return <OpenChat chat={chat} targetId={targetId} />
}

interface OpenChatProps {
  readonly chat: ChatRecord
  readonly targetId: MessageId | undefined
}

const OpenChat = ({ chat, targetId }: OpenChatProps) => {
  const { id: chatId } = chat
  const { place, onPlace } = usePlace(chatId)
  const { window, isPrepended } = useBranch(chatId, { targetId, place })
  const list = useRef<MessageListHandle>(null)
  const leaf = useLeaf(window?.leafId ?? null)
  const showOwn = useCallback((id: MessageId) => list.current?.showOwn(id), [])
  const focusMessage = useCallback((one: MessageView) => list.current?.focusMessage(one), [])
  const home = useHome()
  const { noteSent } = leaf
  const onSaved = useCallback(
    (id: MessageId, edited: MessageView) => {
      noteSent(id)
      showOwn(id)
      focusMessage(edited)
      void answerSent(home, { chatId, parentId: id })
    },
    [chatId, focusMessage, home, noteSent, showOwn],
  )
  const reply = useReplyFoot(chatId, window?.messages)
  const { messages } = reply
  useReplyKeys({ stop: reply.stop, goToLast: () => goToLastReply(messages, focusMessage) })
  const { editing, edit } = useEditing({ messages, onSaved, onCancelled: focusMessage })
  const { actionsOf, dialog } = useMessageActions({ onEdit: edit, onRegenerate: reply.regenerate })
  const onStep = useStep(chatId)
  const find = useFinding(messages, list)
  const title = chat.title === '' ? UNTITLED : chat.title
  const editLast = () => {
    const last = messages?.findLast(({ role }) => role === 'user')
    if (last !== undefined) edit(last)
  }
  return (
    <>
      <ChatHeader chat={chat} find={find} />
      <BranchedFrom chat={chat} />
      {/* Headings in messages begin at the third level. */}
      <h2 className="sr-only">Messages</h2>
      {messages === undefined ? (
        <div className="flex-1" />
      ) : (
        <MessageList
          ref={list}
          title={title}
          {...{ messages, isPrepended, targetId, place, onPlace, actionsOf, onStep, editing }}
          footer={reply.foot}
        />
      )}
      <ChatComposer
        chatId={chatId}
        leaf={leaf}
        isReady={window !== undefined}
        takesFocus={targetId === undefined}
        onSent={showOwn}
        onEditLast={editLast}
        reply={reply}
      />
      {dialog}
    </>
  )
}

/** The one on its way, or else the last message that is a reply. */
const goToLastReply = (
  messages: readonly MessageView[] | undefined,
  focusMessage: (message: MessageView) => void,
): void => {
  const onTheWay = document.querySelector<HTMLElement>('[data-streamed]')
  const last = messages?.findLast(({ role }) => role === 'assistant')
  if (onTheWay !== null) onTheWay.focus()
  else if (last !== undefined) focusMessage(last)
}

/** Where the chat was left on this device, as it was when it was opened. */
const usePlace = (chatId: ChatId) => {
  const { database } = useHome()
  const { name: databaseName } = database
  const [place] = useState(() => readPlace(localStorage, databaseName, chatId))
  const onPlace = useCallback(
    (left: ReadPlace) => keepPlace(localStorage, { databaseName, chatId, place: left }),
    [chatId, databaseName],
  )
  return { place, onPlace }
}

const useStep = (chatId: ChatId) => {
  const { database } = useHome()
  return useCallback(
    ({ id, versions }: MessageView, step: 'older' | 'newer') => {
      const version = versions[versions.indexOf(id) + (step === 'older' ? -1 : 1)]
      if (version !== undefined) void chooseBranch(database, chatId, version)
    },
    [chatId, database],
  )
}
