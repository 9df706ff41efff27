/** The chats that are selected in the list on the screen; what clicks and keys make of it is loaded apart. */

import type { Line } from './chat-order.ts'

/** As much of the list on the screen as selecting in it needs. */
interface ListNow {
  readonly lines: readonly Line[]
  readonly openId: string | undefined
  readonly focusRow: (chatId: string) => void
}

const NONE: ReadonlySet<string> = new Set()

let selected = NONE
let list: ListNow | null = null
const listeners = new Set<() => void>()

export const selectedNow = (): ReadonlySet<string> => selected

export const watchSelected = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const selectThese = (ids: ReadonlySet<string> = NONE): void => {
  selected = ids
  for (const listener of listeners) listener()
}

export const toggleSelected = (chatId: string): void => {
  const next = new Set(selected)
  if (!next.delete(chatId)) next.add(chatId)
  selectThese(next)
}

export const listNow = (): ListNow | null => list

export const noteListNow = (now: ListNow): void => {
  list = now
}
