/** Markdown tokens as elements: everything a message may consist of is in this one table. */

import type { MarkedToken } from 'marked'
import { createElement, type ReactNode } from 'react'
import { joinClasses } from '../ui/join-classes.ts'
import { CodeBlock } from './code-block.tsx'
import { directionOf } from './direction.ts'
import { decodeEntities } from './entities.ts'
import { inOrder } from './in-order.ts'
import { known } from './lex.ts'
import { hostBeside, safeUrl } from './links.ts'
import { isBreak, wordsOf } from './plain-text.ts'
import { RemoteImage } from './remote-image.tsx'
import { TableBlock } from './table-block.tsx'

type Kind = MarkedToken['type']
type TokenOf<K extends Kind> = Extract<MarkedToken, { type: K }>

/** Where a token stands, as far as it changes how it is drawn. */
interface Place {
  readonly isInLink: boolean
  /** The words of the task whose box this is. */
  readonly task: string
}

type Drawers = { readonly [K in Kind]: (token: TokenOf<K>, place: Place) => ReactNode }

export const drawBlock = (token: MarkedToken): ReactNode =>
  draw(token.type, token, { isInLink: false, task: '' })

const draw = <K extends Kind>(
  type: K,
  token: { [P in Kind]: TokenOf<P> }[K],
  place: Place,
): ReactNode => DRAWERS[type](token, place)

interface Parent {
  readonly tokens?: Parameters<typeof known>[0]
}

const drawInner = (parent: Parent, place: Place): ReactNode =>
  inOrder(known(parent.tokens).map((token) => draw(token.type, token, place)))

/** Each in its own direction, however the text around it runs. */
const BLOCK = 'text-start [unicode-bidi:plaintext]'
const LIST = 'flex flex-col gap-1 ps-6 marker:text-neutral'
const ITEM =
  'ps-0.5 [&>p+*]:mt-2 [&>:is(ul,ol)]:mt-1 [&>:is(div,blockquote)]:my-2 [&>:is(h3,h4,h5,h6)]:mt-1'
const HEADINGS = ['text-xl', 'text-title', 'text-base', 'text-base', 'text-body', 'text-body']

const textBlock = (token: Parent, place: Place) => (
  <p dir="auto" className={BLOCK}>
    {drawInner(token, place)}
  </p>
)

const heading = (token: TokenOf<'heading'>, place: Place) =>
  createElement(
    `h${Math.min(token.depth + 2, 6)}`,
    {
      dir: 'auto',
      className: joinClasses(
        BLOCK,
        'pt-2 leading-snug font-semibold first:pt-0',
        HEADINGS[token.depth - 1],
      ),
    },
    drawInner(token, place),
  )

const list = (token: TokenOf<'list'>, place: Place) => {
  const items = inOrder(token.items.map((item) => draw('list_item', item, place)))
  const dir = directionOf(wordsOf([token]))
  if (!token.ordered)
    return (
      <ul dir={dir} className={joinClasses(LIST, 'list-disc [&_ul]:list-[circle]')}>
        {items}
      </ul>
    )
  const first = Number(token.start)
  const isWide = first + token.items.length > 100
  return (
    <ol
      dir={dir}
      start={first}
      className={joinClasses(LIST, 'list-decimal', isWide && 'ps-[4.5ch]')}
    >
      {items}
    </ol>
  )
}

const link = (token: TokenOf<'link'>, place: Place) => {
  const url = safeUrl(token.autolink === true ? token.href : decodeEntities(token.href))
  if (url === undefined || place.isInLink) return token.raw
  const beside = hostBeside(url, wordsOf(known(token.tokens)))
  return (
    <>
      <a
        href={url.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        title={token.title ?? undefined}
        className="text-info underline decoration-info/40 underline-offset-[0.2em] wrap-anywhere hover:decoration-info"
      >
        {drawInner(token, { ...place, isInLink: true })}
      </a>
      {beside !== undefined && <bdi className="text-small text-neutral"> ({beside})</bdi>}
    </>
  )
}

const image = (token: TokenOf<'image'>, place: Place) => {
  const url = safeUrl(decodeEntities(token.href))
  const name = decodeEntities(token.text)
  if (url === undefined) return token.raw
  if (place.isInLink) return name === '' ? url.hostname : name
  if (url.protocol === 'https:') return <RemoteImage url={url} name={name} />
  // The page takes pictures over HTTPS alone; others can still be gone and looked at.
  return link({ ...token, type: 'link', tokens: token.tokens }, place)
}

const DRAWERS: Drawers = {
  blockquote: (token, place) => (
    <blockquote
      dir={directionOf(wordsOf([token]))}
      className="flex flex-col gap-3 border-s-[3px] border-text/20 ps-4 text-text/80"
    >
      {drawInner(token, place)}
    </blockquote>
  ),
  br: () => <br />,
  checkbox: (token, place) => (
    <input
      type="checkbox"
      disabled
      checked={token.checked}
      aria-label={place.task}
      className="task-box -ms-6 me-2 align-[-0.125em]"
    />
  ),
  code: (token) => <CodeBlock code={token.text} name={token.lang ?? ''} />,
  codespan: (token) => (
    <code className="rounded-md border border-text/10 bg-chip px-1.5 py-0.5 box-decoration-clone font-mono text-[0.875em] wrap-anywhere">
      {token.text}
    </code>
  ),
  def: () => null,
  del: (token, place) => <del>{drawInner(token, place)}</del>,
  em: (token, place) => <em>{drawInner(token, place)}</em>,
  escape: (token) => token.text,
  heading,
  hr: () => <hr className="my-1 border-text/15" />,
  html: (token) => {
    if (isBreak(token.text)) return <br />
    return token.block ? (
      <p dir="auto" className={BLOCK}>
        {token.text.trimEnd()}
      </p>
    ) : (
      token.text
    )
  },
  image,
  link,
  list,
  list_item: (token, place) => (
    <li dir="auto" className={joinClasses(BLOCK, ITEM, token.task && 'list-none')}>
      {drawInner(token, token.task ? { ...place, task: taskName(token) } : place)}
    </li>
  ),
  paragraph: textBlock,
  space: () => null,
  strong: (token, place) => <strong className="font-semibold">{drawInner(token, place)}</strong>,
  table: (token, place) => (
    <TableBlock
      token={token}
      direction={directionOf(wordsOf([token]))}
      drawCell={(cell) => drawInner(cell, place)}
    />
  ),
  text: (token, place) =>
    token.tokens === undefined ? decodeEntities(token.text) : drawInner(token, place),
}

const TASK_NAME_CHARS = 120

const taskName = (item: TokenOf<'list_item'>): string => {
  const words = wordsOf(known(item.tokens).filter(({ type }) => type !== 'list'))
  return (
    words
      .replace(/^\[[ x]\] /, '')
      .slice(0, TASK_NAME_CHARS)
      .trim() || 'Task'
  )
}
