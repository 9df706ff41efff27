/** What the keys do on the lines over the list: up and down, fold and unfold, rename, delete, menu. */

import type { KeyboardEvent } from 'react'

export type TreeMove = 'fold' | 'unfold' | 'rename' | 'delete' | 'move' | 'inside' | 'sync'

const isRightToLeft = (): boolean => document.documentElement.dir === 'rtl'

const moveOf = (key: string): TreeMove | null => {
  if (key === 'ArrowLeft') return isRightToLeft() ? 'unfold' : 'fold'
  if (key === 'ArrowRight') return isRightToLeft() ? 'fold' : 'unfold'
  if (key === 'F2') return 'rename'
  return key === 'Delete' ? 'delete' : null
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** From the last line on to the chats. */
const focusBeside = (nav: HTMLElement, line: HTMLElement, step: number): void => {
  const lines = [...nav.querySelectorAll<HTMLElement>('[data-line]')]
  const next = lines[lines.indexOf(line) + step]
  const link = next ?? (step > 0 ? document.querySelector('[data-chat]') : null)
  link?.querySelector('a')?.focus()
}

/** The line whose key it is: not that of its menu, nor of a name being written. */
const lineOf = ({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): HTMLElement | null => {
  if (!(target instanceof Element) || target instanceof HTMLInputElement) return null
  const isOther = altKey || ctrlKey || metaKey || target.closest('[role=menu]') !== null
  return isOther ? null : target.closest<HTMLElement>('[data-line]')
}

interface LineMove {
  readonly id: string
  readonly move: TreeMove
}

/** What is to be done with which folder; null where the key meant nothing, or only moved the focus. */
export const moveInTree = (event: KeyboardEvent<HTMLElement>): LineMove | null => {
  const line = lineOf(event)
  if (line === null) return null
  const move = moveOf(event.key)
  const step = STEPS[event.key]
  const isMenu = event.key === 'F10' && event.shiftKey
  if (step !== undefined) focusBeside(event.currentTarget, line, step)
  else if (isMenu) line.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click()
  else if (move === null) return null
  event.preventDefault()
  return move && { id: line.dataset['line'] ?? '', move }
}
