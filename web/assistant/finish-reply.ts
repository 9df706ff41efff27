/** The end of a reply: its message is written, and the person is told what came of it. */

import type { ReplyBoard } from './reply-board.ts'
import { endWords, noReplyWords } from './reply-words.ts'
import type { RunDeps, RunEnd } from './run-reply.ts'
import { settleReply } from './settle-reply.ts'

export interface FinishDeps extends RunDeps {
  readonly announce: (text: string) => void
  readonly landedForMs?: number
}

/** The list has the message long before; this is for when nobody looks. */
const LANDED_FOR_MS = 2000
const NOT_STORED = 'The reply could not be stored on this device.'

export const finishReply = async (
  deps: FinishDeps,
  board: ReplyBoard,
  { streamed, end }: RunEnd,
): Promise<void> => {
  const { chatId, parentId, text } = streamed
  const fail = (words: string): void => {
    deps.announce(words)
    board.show({ kind: 'failed', chatId, parentId, text, words })
  }
  const status = end.kind === 'whole' ? 'complete' : 'interrupted'
  const settled = await settleReply(deps, streamed, status)
  if (settled === 'not stored') return fail(NOT_STORED)
  if (settled === 'written') {
    deps.announce(endWords(end, text))
    const landed = { kind: 'landed', ...streamed } as const
    board.show(landed)
    // By then this may be about another reply.
    setTimeout(() => {
      if (board.of(chatId) === landed) board.settle(chatId)
    }, deps.landedForMs ?? LANDED_FOR_MS)
    return undefined
  }
  const words = text === '' ? noReplyWords(end) : null
  return words === null ? board.clear(chatId) : fail(words)
}
