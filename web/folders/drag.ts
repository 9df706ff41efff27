/** Chats on their way into a folder, by a pointer that carries them. */

import { selectedNow } from '../chats/selected.ts'
import { countWords } from '../ui/count-words.ts'

let carried: readonly string[] = []

/** What is being carried now; empty where nothing is, or something of another window. */
export const carriedChats = (): readonly string[] => carried

/** Under the pointer goes a small chip instead of the row. */
const chipOf = (words: string): HTMLElement => {
  const chip = document.createElement('div')
  chip.textContent = words
  chip.dir = 'auto'
  chip.className =
    'fixed start-0 -top-40 max-w-60 truncate rounded-full border border-line bg-raised px-4 py-2 text-body text-text'
  document.body.append(chip)
  // The browser has taken its picture by the next turn.
  setTimeout(() => chip.remove())
  return chip
}

/** A finger that lies on a row selects it; only a mouse carries it away. */
const letCarry = ({ target, pointerType }: PointerEvent): void => {
  const row = rowOf(target)
  if (row !== null) row.draggable = pointerType === 'mouse' && row.querySelector('input') === null
}

const rowOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-chat]') : null

const carry = ({ target, dataTransfer }: DragEvent): void => {
  const row = rowOf(target)
  const chatId = row?.dataset['chat']
  if (row === null || chatId === undefined || dataTransfer === null) return
  const selected = selectedNow()
  carried = selected.has(chatId) ? [...selected] : [chatId]
  const title = row.querySelector('a [dir]')?.textContent ?? ''
  // Nothing leaves the window: Firefox only wants something to carry.
  dataTransfer.setData('text/plain', '')
  dataTransfer.effectAllowed = 'move'
  const words = carried.length === 1 ? title : countWords(carried.length, 'chat')
  dataTransfer.setDragImage(chipOf(words), 16, 16)
}

export const dropCarried = (): void => {
  carried = []
}

/** Rows can be carried from now on, until what is given back is called. */
export const letRowsBeCarried = (): (() => void) => {
  const over = new AbortController()
  document.addEventListener('pointerdown', letCarry, { signal: over.signal })
  document.addEventListener('dragstart', carry, { signal: over.signal })
  document.addEventListener('dragend', dropCarried, { signal: over.signal })
  return () => over.abort()
}
