/** A reply on its way, after the last message. */

import { Markdown } from '../markdown/markdown.tsx'
import { Thinking } from './thinking.tsx'

export const PLACE = 'mx-auto flex w-full max-w-3xl flex-col px-3 pt-1.5 pb-4 outline-none md:px-5'

interface StreamedReplyProps {
  /** Empty until something has come. */
  readonly text: string
  readonly isElsewhere: boolean
}

/** Never read out piece by piece: the announcer says when it begins and when it is whole. */
export const StreamedReply = ({ text, isElsewhere }: StreamedReplyProps) => (
  <article tabIndex={-1} aria-label="Reply on its way" data-streamed className={PLACE}>
    <div className="min-w-0 py-1 text-base leading-relaxed">
      {text === '' ? <Thinking /> : <Markdown text={text} />}
    </div>
    {isElsewhere && (
      <p className="px-1 text-mini text-neutral">It is being written in another tab.</p>
    )}
  </article>
)
