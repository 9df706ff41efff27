/** A text drawn as Markdown. Whatever cannot be drawn stands there as it was written. */

import type { MarkedToken } from 'marked'
import { memo, useMemo } from 'react'
import { drawBlock } from './draw.tsx'
import { inOrder } from './in-order.ts'
import { lex } from './lex.ts'

/** Text may be appended: only the last block is drawn again. */
export const Markdown = ({ text }: { readonly text: string }) => {
  const lexed = useMemo(() => lex(text), [text])
  if (lexed === undefined || !lexed.blocks.some(isSeen)) return <AsWritten text={text} />
  return (
    <div className="flex flex-col gap-3 wrap-anywhere whitespace-pre-wrap">
      {inOrder(lexed.blocks.map((token) => block(token, lexed.links)))}
    </div>
  )
}

/** A message of spaces, or of definitions for links that it does not use, would be an empty one. */
const isSeen = ({ type }: MarkedToken): boolean => type !== 'space' && type !== 'def'

interface BlockProps {
  readonly token: MarkedToken
  readonly links: string
}

/** The same source with the same references looks the same, whatever stands around it. */
export const isSameBlock = (before: BlockProps, after: BlockProps): boolean =>
  before.token.type === after.token.type &&
  before.token.raw === after.token.raw &&
  levelOf(before.token) === levelOf(after.token) &&
  before.links === after.links

/** The level of a heading depends on those before it. */
const levelOf = (token: MarkedToken): number => (token.type === 'heading' ? token.depth : 0)

const Block = memo(({ token }: BlockProps) => drawBlock(token), isSameBlock)

const block = (token: MarkedToken, links: string) => <Block token={token} links={links} />

const AsWritten = ({ text }: { readonly text: string }) => (
  <p dir="auto" className="text-start wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]">
    {text}
  </p>
)
