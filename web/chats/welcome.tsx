/** The view of a wide screen with no chat open, and of a new chat: a greeting and the composer. */

import { useNow } from '../ui/use-now.ts'
import { ViewHeader, ViewTitle } from '../ui/view-header.tsx'
import { greetingAt } from '../ui/time-words.ts'
import { NewChatComposer } from './new-chat-composer.tsx'

const QUESTION = 'What’s on your mind?'

const Greeting = () => <p className="text-body text-neutral">{greetingAt(useNow(60_000))}</p>

const Logo = () => (
  <img src="/icons/icon.svg" alt="" width={56} height={56} className="size-14 shrink-0" />
)

export const Welcome = () => (
  <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
    <div className="m-auto flex w-full flex-col items-center gap-1 py-6 pb-[12dvh]">
      <Logo />
      <div className="mt-4">
        <Greeting />
      </div>
      <ViewTitle className="px-6 pb-4 text-center text-2xl font-semibold text-balance">
        {QUESTION}
      </ViewTitle>
      <div className="w-full">
        <NewChatComposer takesFocus starters="below" />
      </div>
    </div>
  </div>
)

/** On phones: the same, with the composer at the thumb. */
export const NewChat = () => (
  <>
    <ViewHeader title="New chat" />
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 overflow-y-auto px-6 py-4 text-center">
      <Logo />
      <div>
        <Greeting />
        <p className="text-xl font-semibold text-balance">{QUESTION}</p>
      </div>
    </div>
    <NewChatComposer takesFocus starters="above" />
  </>
)
