/** Selecting in the list of chats: by click with Shift or Ctrl, by key, and by a click while others are selected. */

import {
  listNow,
  selectedNow,
  selectThese,
  toggleSelected,
  watchSelected,
} from '../chats/selected.ts'
import { moveFrom } from '../chats/list-moves.ts'
import { isApple } from '../keys/is-apple.ts'
import { SELECT_KEYS } from '../keys/select-keys.ts'
import { shortcutOf } from '../keys/shortcuts.ts'
import { announce } from '../ui/announce.ts'
import { countWords } from '../ui/count-words.ts'
import { allOf, between } from './selection.ts'

type SelectKey = (typeof SELECT_KEYS)[number]['id']

/** Where a stretch begins that Shift makes. */
let anchor: string | undefined
/** What was selected when the finger or button went down: a long press has done with its row by then. */
let before = selectedNow()

/** The row whose link was hit or has the focus: not its menu, nor a title being written. */
const rowOf = (target: EventTarget | null): string | undefined => {
  const link = target instanceof Element ? target.closest('[data-chat] > a') : null
  return link?.closest<HTMLElement>('[data-chat]')?.dataset['chat']
}

const takeOver = (event: Event): void => {
  event.preventDefault()
  event.stopPropagation()
}

const toggle = (chatId: string): void => {
  anchor = chatId
  toggleSelected(chatId)
}

/** `from`: where the stretch begins where none was begun. */
const extendTo = (chatId: string, from: string | undefined): void => {
  if (selectedNow().size === 0 || anchor === undefined) anchor = from ?? chatId
  selectThese(between(listNow()?.lines ?? [], anchor, chatId))
}

const onClick = (event: MouseEvent): void => {
  const chatId = rowOf(event.target)
  const list = listNow()
  if (chatId === undefined || list === null || event.button !== 0) return
  if (event.shiftKey) extendTo(chatId, list.openId)
  else if (event.ctrlKey || event.metaKey) toggle(chatId)
  // Held for long: what lets go of it neither opens it nor undoes what the press did.
  else if (selectedNow() !== before) anchor = chatId
  else if (before.size > 0) toggle(chatId)
  else return
  takeOver(event)
  noteSelected()
  list.focusRow(chatId)
}

const act = (key: SelectKey, chatId: string): void => {
  const list = listNow()
  if (list === null) return
  if (key === 'toggle') return toggle(chatId)
  if (key === 'all') return selectThese(allOf(list.lines))
  if (key === 'none') return selectThese()
  const at = list.lines.findIndex((line) => 'chatId' in line && line.chatId === chatId)
  const next = moveFrom(list.lines, at, key) ?? chatId
  extendTo(next, chatId)
  return list.focusRow(next)
}

const onKeyDown = (event: KeyboardEvent): void => {
  const chatId = event.isComposing ? undefined : rowOf(event.target)
  if (chatId === undefined) return
  const key = shortcutOf<SelectKey>(SELECT_KEYS, event, isApple())
  // With nothing selected it is the chat's key, which stops a reply.
  if (key === undefined || (key === 'none' && selectedNow().size === 0)) return
  takeOver(event)
  act(key, chatId)
}

const noteSelected = (): void => {
  before = selectedNow()
}

let said = 0

const sayCount = (): void => {
  const { size } = selectedNow()
  if (size === said) return
  said = size
  const words = size === 0 ? 'No chat selected' : `${countWords(size, 'chat')} selected`
  announce(words, 'polite', 'selection')
}

/** From now on, until what is given back is called. Before React, whose links would be followed. */
export const letRowsBeSelected = (): (() => void) => {
  const over = new AbortController()
  const capturing = { signal: over.signal, capture: true }
  document.addEventListener('pointerdown', noteSelected, capturing)
  document.addEventListener('keydown', noteSelected, capturing)
  // Who reads the screen aloud clicks without either.
  document.addEventListener('click', noteSelected, { signal: over.signal })
  document.addEventListener('click', onClick, capturing)
  document.addEventListener('keydown', onKeyDown, capturing)
  const stop = watchSelected(sayCount)
  return () => {
    over.abort()
    stop()
  }
}
