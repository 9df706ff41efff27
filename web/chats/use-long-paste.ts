/** Takes a long paste at once: by itself the browser puts it in line by line, and stands still for half a minute. */

import { useEffect, type RefObject } from 'react'

/** Shorter texts go in the browser's own way, which can undo them. */
const LONG = 10_000

export const useLongPaste = (box: RefObject<HTMLTextAreaElement | null>): void =>
  useEffect(() => {
    const { current } = box
    const take = (event: InputEvent) => {
      const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? ''
      if (current === null || text.length < LONG || event.isComposing || !event.cancelable) return
      event.preventDefault()
      current.setRangeText(text, current.selectionStart, current.selectionEnd, 'end')
      current.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }
    current?.addEventListener('beforeinput', take)
    return () => current?.removeEventListener('beforeinput', take)
  }, [box])
