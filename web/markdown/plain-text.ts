/** A message without its Markdown: what one would type where nothing is drawn. */

import type { MarkedToken } from 'marked'
import { decodeEntities } from './entities.ts'
import { known, lex } from './lex.ts'

type Spoken = { readonly [K in MarkedToken['type']]: (token: TokenOf<K>) => string }
type TokenOf<K extends MarkedToken['type']> = Extract<MarkedToken, { type: K }>

/** The whole message for the clipboard; unchanged where it could not be read as Markdown. */
export const toPlainText = (markdown: string): string => {
  const lexed = lex(markdown)
  return lexed === undefined ? markdown : blocksText(lexed.blocks)
}

/** The visible words of some tokens, on one line for each block. */
export const wordsOf = (tokens: readonly MarkedToken[]): string =>
  tokens.map((token) => speak(token.type, token)).join('')

const speak = <K extends MarkedToken['type']>(
  type: K,
  token: { [P in MarkedToken['type']]: TokenOf<P> }[K],
): string => SPOKEN[type](token)

const inner = (token: { readonly tokens?: Parameters<typeof known>[0] }): string =>
  wordsOf(known(token.tokens))

const blocksText = (blocks: readonly MarkedToken[]): string =>
  blocks
    .filter(({ type }) => type !== 'space' && type !== 'def')
    .map((token) => wordsOf([token]))
    .join('\n\n')

const lineBefore = (mark: string, text: string): string =>
  text
    .split('\n')
    .map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`.trimEnd())
    .join('\n')

const itemText = (item: TokenOf<'list_item'>, mark: string): string => {
  const parts = known(item.tokens).filter(({ type }) => type !== 'space')
  const text = parts
    .map((token, at) => {
      const words = wordsOf([token])
      return at > 0 && parts[at - 1]?.type !== 'checkbox' ? `\n${words}` : words
    })
    .join('')
  return lineBefore(mark, text)
}

const addressText = (text: string, href: string): string =>
  text === '' || href.endsWith(text) ? href : `${text} (${href})`

const SPOKEN: Spoken = {
  blockquote: (token) =>
    blocksText(known(token.tokens))
      .split('\n')
      .map((line) => `> ${line}`.trimEnd())
      .join('\n'),
  br: () => '\n',
  checkbox: (token) => (token.checked ? '[x] ' : '[ ] '),
  code: (token) => token.text,
  codespan: (token) => token.text,
  def: () => '',
  del: inner,
  em: inner,
  escape: (token) => token.text,
  heading: inner,
  hr: () => '---',
  html: (token) => (isBreak(token.text) ? '\n' : token.text.trimEnd()),
  image: (token) => addressText(decodeEntities(token.text), decodeEntities(token.href)),
  link: (token) =>
    addressText(inner(token), token.autolink === true ? token.href : decodeEntities(token.href)),
  list: (token) =>
    token.items
      .map((item, at) => itemText(item, token.ordered ? `${Number(token.start) + at}. ` : '- '))
      .join('\n'),
  list_item: inner,
  paragraph: inner,
  space: () => '',
  strong: inner,
  table: (token) =>
    [token.header, ...token.rows].map((row) => row.map(inner).join('\t')).join('\n'),
  text: (token) => (token.tokens === undefined ? decodeEntities(token.text) : inner(token)),
}

/** The one piece of HTML that is not shown as text: models write it in tables, where no line can end otherwise. */
export const isBreak = (html: string): boolean => /^<br\s*\/?>$/i.test(html)
