/** Cuts a message's Markdown into blocks, within bounds that no text can break out of. */

import { Lexer, Tokenizer, type MarkedToken, type Token, type Tokens } from 'marked'
import { safeUrl } from './links.ts'

export interface Lexed {
  readonly blocks: readonly MarkedToken[]
  /** What the references in it point to: two texts with the same block and links look the same. */
  readonly links: string
}

/** Longer texts are shown as they were written. */
export const MARKDOWN_CHARS = 64 * 1024
/** Inline rules look back and forth: a longer run of them could take seconds. */
const RUN_CHARS = 8 * 1024
/** Quotes in lists in quotes, and separately emphasis in links in emphasis. */
const DEEPEST = 16
/** Far above any honest text, also on a slow phone. */
const BUDGET_MS = 250
/** Each is a box with buttons: thousands of empty ones would take a second to draw. */
const MOST_FENCES = 300

class TakesTooLong extends Error {}

/** marked's own rules, but for what a chat shows otherwise and what a nasty text would abuse. */
class BoundedTokenizer extends Tokenizer {
  #depth = 0
  #fences = 0
  #level = 0
  readonly #end = performance.now() + BUDGET_MS

  #within<T>(rule: () => T | undefined): T | undefined {
    if (performance.now() > this.#end) throw new TakesTooLong()
    if (this.#depth >= DEEPEST) return undefined
    this.#depth += 1
    const token = rule()
    this.#depth -= 1
    return token
  }

  /** Whoever goes by headings misses none: the first is the highest, and each goes one deeper at most. */
  #inTurn(token: Tokens.Heading | undefined) {
    if (token === undefined) return undefined
    this.#level = Math.min(token.depth, this.#level + 1)
    return { ...token, depth: this.#level }
  }

  override heading(src: string) {
    return this.#inTurn(super.heading(src))
  }
  override lheading(src: string) {
    return this.#inTurn(super.lheading(src))
  }
  override space(src: string) {
    if (performance.now() > this.#end) throw new TakesTooLong()
    return super.space(src)
  }
  override blockquote(src: string) {
    return this.#within(() => super.blockquote(src))
  }
  override list(src: string) {
    return this.#within(() => super.list(src))
  }
  override fences(src: string) {
    const token = super.fences(src)
    if (token !== undefined) this.#fences += 1
    if (this.#fences > MOST_FENCES) throw new TakesTooLong()
    return token
  }
  override emStrong(src: string, maskedSrc: string, prevChar?: string) {
    return this.#within(() => super.emStrong(src, maskedSrc, prevChar))
  }
  override del(src: string, maskedSrc: string, prevChar?: string) {
    return this.#within(() => super.del(src, maskedSrc, prevChar))
  }
  override link(src: string) {
    return this.#within(() => super.link(src))
  }
  override reflink(src: string, links: Lexer['tokens']['links']) {
    return this.#within(() => super.reflink(src, links))
  }
  /** What defines no link that may be followed, a footnote for one, is text to be read. */
  override def(src: string) {
    const token = super.def(src)
    if (token === undefined || token.tag.startsWith('^')) return undefined
    return safeUrl(token.href) === undefined ? undefined : token
  }
  /** HTML is text here: no link begins with it, so that one may follow. */
  override tag(src: string) {
    const token = super.tag(src)
    this.lexer.state.inLink = false
    return token
  }
}

class BoundedLexer extends Lexer {
  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length <= RUN_CHARS) return super.inlineTokens(src, tokens)
    const whole: Tokens.Text = { type: 'text', raw: src, text: src }
    tokens.push(whole)
    return tokens
  }
}

const KNOWN: Readonly<Record<MarkedToken['type'], true>> = {
  blockquote: true,
  br: true,
  checkbox: true,
  code: true,
  codespan: true,
  def: true,
  del: true,
  em: true,
  escape: true,
  heading: true,
  hr: true,
  html: true,
  image: true,
  link: true,
  list: true,
  list_item: true,
  paragraph: true,
  space: true,
  strong: true,
  table: true,
  text: true,
}

const isKnown = (token: Token): token is MarkedToken => Object.hasOwn(KNOWN, token.type)

/** Without extensions marked makes no others. */
export const known = (tokens: readonly Token[] | undefined): readonly MarkedToken[] =>
  tokens?.filter(isKnown) ?? []

/** The blocks of a text; undefined where it is to be shown as it was written. */
export const lex = (text: string): Lexed | undefined => {
  if (text.length > MARKDOWN_CHARS) return undefined
  try {
    const tokenizer = new BoundedTokenizer()
    const tokens = new BoundedLexer({ gfm: true, breaks: true, tokenizer }).lex(text)
    return { blocks: known(tokens), links: JSON.stringify(tokens.links) }
  } catch {
    // Too much work, or a fault in the rules: either way the text itself is still whole.
    return undefined
  }
}
