/** In place of the messages of a chat whose text is in the cloud alone: brings it here. */

import { CloudDownload } from 'lucide-react'
import { useState } from 'react'
import type { BodyRecord, ChatRecord } from '../../db/device/records.ts'
import { ChatMenu } from '../chats/chat-menu.tsx'
import { UNTITLED } from '../chats/chat-row.tsx'
import { useChatActs } from '../chats/use-chat-acts.ts'
import { useHome } from '../session/use-home.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { announce } from '../ui/announce.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { ModeLine } from './mode-line.tsx'

interface CloudChatProps {
  readonly chat: ChatRecord
  readonly body: BodyRecord
}

export const CloudChat = ({ chat, body }: CloudChatProps) => {
  const { remove } = useChatActs()
  return (
    <>
      <ViewHeader title={chat.title === '' ? UNTITLED : chat.title}>
        <ChatMenu chat={chat} onDelete={() => void remove(chat.id)} />
      </ViewHeader>
      <ModeLine chatId={chat.id} />
      <div className="flex flex-1 flex-col items-center justify-center gap-4 px-8 pb-16 text-center text-neutral">
        <CloudDownload size={32} strokeWidth={1.5} aria-hidden />
        <Bring chat={chat} body={body} />
      </div>
    </>
  )
}

const Bring = ({ chat, body }: CloudChatProps) => {
  const { sync } = useHome()
  const isOnline = useIsOnline()
  const [isAsking, setIsAsking] = useState(false)
  const [hasFailed, setHasFailed] = useState(false)
  const bring = async () => {
    if (sync === null) return
    setIsAsking(true)
    setHasFailed(false)
    const outcome = await sync.fetchChat(chat.id)
    setIsAsking(false)
    setHasFailed(outcome.kind !== 'here')
    announce(outcome.kind === 'here' ? 'The chat is here.' : FAILED, 'polite', 'cloud-chat')
  }
  if (isAsking)
    return (
      <div className="w-full max-w-xs">
        <ProgressBar label={soFar(body)} done={0} all={null} />
      </div>
    )
  return (
    <>
      <p>The text of this chat is in the cloud.</p>
      {hasFailed && <p role="alert">{FAILED}</p>}
      {isOnline ? (
        <Button look="primary" onClick={() => void bring()}>
          {hasFailed ? 'Try again' : 'Download'}
        </Button>
      ) : (
        <p>You are offline. It can be loaded when you are back online.</p>
      )}
    </>
  )
}

const FAILED = 'It could not be loaded. What has come so far is kept.'

const soFar = (body: BodyRecord): string =>
  body.state === 'fetching' && body.after !== null
    ? `Loading: ${countWords(body.after + 1, 'message')} so far`
    : 'Loading…'
