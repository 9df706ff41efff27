/** How often what is looked for stands in each message of a branch; remembers what it has read of them. */

import { foldText } from '../../db/device/fold-text.ts'
import { countIn, type Asked } from './asked.ts'
import { seenText } from './seen-text.ts'

interface Message {
  readonly id: string
  readonly content: string
}

/** A message in which it stands, by its row in the list. */
export interface Counted {
  readonly id: string
  readonly at: number
  readonly count: number
}

/** What is known of one message's text, as far as it was asked for. */
interface Known {
  readonly content: string
  /** Folded, without the signs that can stand in the middle of a word as Markdown. */
  readonly loose: string
  seen?: string
}

/** Reading Markdown is what costs: a message that lacks a word is not read. */
const IN_WORDS = /[*_`~\\]/g

/** The signs that Markdown is made of; a text without them is seen as it was written. */
const MARKDOWN = /[*_`~\\[\]<>&|#]|^\s*(?:[-+=]|\d+[.)])|\n\s*\n/m

/** The page answers between two stretches. */
const STRETCH_MS = 8

interface Told {
  readonly signal: AbortSignal
  readonly pause: () => Promise<void>
}

export type CountAll = (
  messages: readonly Message[],
  asked: Asked,
  told: Told,
) => Promise<readonly Counted[] | null>

/** Null where nobody wants to know any more. */
export const createCounts = (): CountAll => {
  const knownById = new Map<string, Known>()
  const knownOf = ({ id, content }: Message): Known => {
    const former = knownById.get(id)
    if (former?.content === content) return former
    const known = { content, loose: foldText(content).replace(IN_WORDS, '') }
    knownById.set(id, known)
    return known
  }
  return async (messages, asked, { signal, pause }) => {
    const found: Counted[] = []
    let until = performance.now() + STRETCH_MS
    for (const [at, message] of messages.entries()) {
      const count = countOf(knownOf(message), asked)
      if (count > 0) found.push({ id: message.id, at, count })
      if (performance.now() < until) continue
      await pause()
      if (signal.aborted) return null
      until = performance.now() + STRETCH_MS
    }
    return found
  }
}

const countOf = (known: Known, asked: Asked): number => {
  const { content, loose } = known
  const canBe = asked.words.every((word) => loose.includes(word.replace(IN_WORDS, '')))
  if (!canBe && !content.includes('&')) return 0
  known.seen ??= foldText(MARKDOWN.test(content) ? seenText(content) : content)
  return countIn(known.seen, asked)
}
