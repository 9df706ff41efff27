/** Where the keys lead in the list of chats; headings are stepped over. Pure. */

import type { Line } from './chat-order.ts'

/** Rows that Page Up and Page Down go over. */
const PAGE = 10

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'

/** The first chat from a line on, that one included. */
const seek = (lines: readonly Line[], from: number, step: 1 | -1): string | undefined => {
  for (let at = from; at >= 0 && at < lines.length; at += step) {
    const line = lines[at]
    if (line !== undefined && 'chatId' in line) return line.chatId
  }
  return undefined
}

/** The chat a move leads to from a line; undefined where there is none. */
export const moveFrom = (lines: readonly Line[], at: number, move: Move): string | undefined => {
  const last = lines.length - 1
  switch (move) {
    case 'up':
      return seek(lines, at - 1, -1)
    case 'down':
      return seek(lines, at + 1, 1)
    case 'first':
      return seek(lines, 0, 1)
    case 'last':
      return seek(lines, last, -1)
    case 'page-up':
      return seek(lines, at - PAGE, -1) ?? seek(lines, 0, 1)
    case 'page-down':
      return seek(lines, Math.min(at + PAGE, last), 1) ?? seek(lines, last, -1)
  }
}

/** The chat that stands at the place of one that goes away. */
export const neighbourOf = (lines: readonly Line[], chatId: string): string | undefined => {
  const at = lines.findIndex((line) => 'chatId' in line && line.chatId === chatId)
  return moveFrom(lines, at, 'down') ?? moveFrom(lines, at, 'up')
}
