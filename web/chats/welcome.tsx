/** The view of a wide screen with no chat open, and of a new chat: a greeting and the composer. */

import { MessageSquare } from 'lucide-react'
import { ViewHeader, ViewTitle } from '../ui/view-header.tsx'
import { NewChatComposer } from './new-chat-composer.tsx'

export const Welcome = () => (
  <div className="flex flex-1 flex-col items-center justify-center gap-5 pb-[12dvh]">
    <span className="flex size-14 items-center justify-center rounded-2xl bg-bubble text-info">
      <MessageSquare size={26} aria-hidden />
    </span>
    <ViewTitle className="px-6 text-center text-2xl font-semibold text-balance">
      What would you like to write down?
    </ViewTitle>
    <div className="w-full">
      <NewChatComposer takesFocus />
    </div>
  </div>
)

/** On phones: the same, with the composer at the thumb. */
export const NewChat = () => (
  <>
    <ViewHeader title="New chat" />
    <div className="flex-1" />
    <NewChatComposer takesFocus />
  </>
)
