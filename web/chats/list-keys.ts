/** What the keys do in the list of chats, for the row that has the focus. */

import type { KeyboardEvent } from 'react'
import type { ChatRecord } from '../../db/device/records.ts'
import { isApple } from '../keys/is-apple.ts'
import { LIST_KEYS, shortcutOf } from '../keys/shortcuts.ts'
import type { Line } from './chat-order.ts'
import type { RowActs } from './chat-row.tsx'
import { moveFrom } from './list-moves.ts'

interface Keyed {
  readonly lines: readonly Line[]
  readonly chats: ReadonlyMap<string, ChatRecord>
  readonly acts: RowActs
  readonly roving: { readonly at: number; readonly focusRow: (chatId: string) => void }
}

export const onListKey = (event: KeyboardEvent, keyed: Keyed): void => {
  const chat = chatOfRow(event, keyed.chats)
  const key = chat === undefined ? undefined : shortcutOf(LIST_KEYS, event, isApple())
  if (chat === undefined || key === undefined) return
  const { lines, roving, acts } = keyed
  event.preventDefault()
  if (key === 'rename') acts.startRename(chat.id)
  else if (key === 'delete') void acts.remove(chat.id)
  else if (key === 'menu') openMenuOf(event.target)
  else roving.focusRow(moveFrom(lines, roving.at, key) ?? chat.id)
}

export const idOfRow = (target: EventTarget): string | undefined =>
  target instanceof Element
    ? target.closest<HTMLElement>('[data-chat]')?.dataset['chat']
    : undefined

/** Where the key is meant for the row itself: not for its menu, nor for a title being written. */
const chatOfRow = (
  { target, nativeEvent }: KeyboardEvent,
  chats: ReadonlyMap<string, ChatRecord>,
): ChatRecord | undefined => {
  if (nativeEvent.isComposing || !(target instanceof Element)) return undefined
  if (target instanceof HTMLInputElement || target.closest('[role=menu]') !== null) return undefined
  return chats.get(idOfRow(target) ?? '')
}

const openMenuOf = (target: EventTarget): void => {
  if (!(target instanceof Element)) return
  target.closest('[data-chat]')?.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click()
}
