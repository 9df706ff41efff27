/** A message's text as it stands on the screen, without being drawn: for finding in what is not on the page. Pure. */

import type { MarkedToken } from 'marked'
import { decodeEntities } from '../markdown/entities.ts'
import { known, lex } from '../markdown/lex.ts'
import { isBreak } from '../markdown/plain-text.ts'

/** Between two blocks: nothing that is looked for goes over it, and no message has it. */
export const BETWEEN = '\0'

type TokenOf<K extends MarkedToken['type']> = Extract<MarkedToken, { type: K }>
type Seen = { readonly [K in MarkedToken['type']]: (token: TokenOf<K>) => string }

export const seenText = (markdown: string): string => {
  const lexed = lex(markdown)
  const seen = lexed === undefined ? '' : textOf(lexed.blocks)
  return seen === '' ? markdown : seen
}

const textOf = (tokens: readonly MarkedToken[]): string =>
  tokens.map((token) => see(token.type, token)).join('')

const see = <K extends MarkedToken['type']>(
  type: K,
  token: { [P in MarkedToken['type']]: TokenOf<P> }[K],
): string => SEEN[type](token)

interface Parent {
  readonly tokens?: Parameters<typeof known>[0]
}

const inner = (token: Parent): string => textOf(known(token.tokens))

const block = (text: string): string => `${BETWEEN}${text}${BETWEEN}`

const innerBlock = (token: Parent): string => block(inner(token))

const none = (): string => ''

/** What buttons and boxes say is not the message's own text. */
const SEEN: Seen = {
  blockquote: innerBlock,
  br: () => '\n',
  checkbox: none,
  code: (token) => block(token.text),
  codespan: (token) => token.text,
  def: none,
  del: inner,
  em: inner,
  escape: (token) => token.text,
  heading: innerBlock,
  hr: () => BETWEEN,
  html: (token) => {
    if (isBreak(token.text)) return '\n'
    return token.block ? block(token.text.trimEnd()) : token.text
  },
  image: none,
  link: inner,
  list: (token) => block(token.items.map((item) => see('list_item', item)).join('')),
  list_item: innerBlock,
  paragraph: innerBlock,
  space: () => BETWEEN,
  strong: inner,
  table: (token) => [token.header, ...token.rows].flat().map(innerBlock).join(''),
  text: (token) => (token.tokens === undefined ? decodeEntities(token.text) : inner(token)),
}
