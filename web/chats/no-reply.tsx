/** Where a reply is missing: why, and the way to one. */

import { Bot } from 'lucide-react'
import { Markdown } from '../markdown/markdown.tsx'
import { Button } from '../ui/button.tsx'
import { PLACE } from './streamed-reply.tsx'

interface NoReplyProps {
  readonly words: string
  /** What came before it failed, and is no message. */
  readonly text: string
  readonly onTryAgain: () => void
}

export const NoReply = ({ words, text, onTryAgain }: NoReplyProps) => (
  <div className={PLACE}>
    {text !== '' && <Markdown text={text} />}
    <p className="flex flex-wrap items-center gap-x-3 text-small text-danger">
      {words}
      <Button look="quiet" onClick={onTryAgain}>
        Try again
      </Button>
    </p>
  </div>
)

interface GetReplyProps {
  readonly isOnline: boolean
  readonly onAsk: () => void
}

export const GetReply = ({ isOnline, onAsk }: GetReplyProps) => (
  <div className={PLACE}>
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-neutral">
      <Button disabled={!isOnline} onClick={onAsk}>
        <Bot size={18} aria-hidden />
        Get a reply
      </Button>
      {!isOnline && 'Replies need a connection.'}
    </p>
  </div>
)
