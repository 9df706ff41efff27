/** What is shown of each chat's reply, and to whom a change is told: once before each picture. */

import type { ChatId } from '../../db/protocol/ids.ts'
import type { Reply } from './reply.ts'

export interface ReplyBoard {
  readonly of: (chatId: ChatId) => Reply | null
  /** The same, but for the text of a running one, as it was when it began: it changes only with its kind. */
  readonly headOf: (chatId: ChatId) => Reply | null
  readonly watch: (listener: () => void) => () => void
  readonly show: (reply: Reply) => void
  readonly clear: (chatId: ChatId) => void
  /** The list shows the message itself, or the person has read why there is none. */
  readonly settle: (chatId: ChatId) => void
}

export const createReplyBoard = (beforePaint: (act: () => void) => void): ReplyBoard => {
  const replies = new Map<ChatId, Reply>()
  const heads = new Map<ChatId, Reply>()
  const listeners = new Set<() => void>()
  let isTelling = false
  const tell = (): void => {
    isTelling = false
    for (const listener of listeners) listener()
  }
  const show = (reply: Reply): void => {
    const isGrowing = reply.kind === 'running' && replies.get(reply.chatId)?.kind === 'running'
    replies.set(reply.chatId, reply)
    if (!isGrowing) {
      heads.set(reply.chatId, reply)
      tell()
    } else if (!isTelling) {
      isTelling = true
      beforePaint(tell)
    }
  }
  const clear = (chatId: ChatId): void => {
    heads.delete(chatId)
    if (replies.delete(chatId)) tell()
  }
  return {
    of: (chatId) => replies.get(chatId) ?? null,
    headOf: (chatId) => heads.get(chatId) ?? null,
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show,
    clear,
    settle: (chatId) => {
      if (replies.get(chatId)?.kind !== 'running') clear(chatId)
    },
  }
}
