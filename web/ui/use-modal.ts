/** A <dialog> over everything for as long as it is rendered; Escape, Back and a click beside it close it. */

import {
  useLayoutEffect,
  useRef,
  type MouseEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react'
import { catchFocus } from './keep-focus.ts'

interface Modal {
  readonly ref: RefObject<HTMLDialogElement | null>
  readonly onClick: (event: MouseEvent) => void
  readonly onCancel: (event: SyntheticEvent) => void
}

/**
 * The focus goes to what is marked `data-first`, else to the title, and at the end back to where it
 * was, by the browser's own rules, and to the view where that is gone.
 */
export const useModal = (onClose: () => void): Modal => {
  const ref = useRef<HTMLDialogElement>(null)
  // Not a plain effect: its end would come when the element is out of the page, which gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    const first = dialog?.querySelector<HTMLElement>('[data-first]')
    ;(first ?? dialog?.querySelector('h2'))?.focus()
    return () => {
      dialog?.close()
      catchFocus()
    }
  }, [])
  return {
    ref,
    onClick: ({ target }) => {
      if (target === ref.current) onClose()
    },
    onCancel: (event) => {
      event.preventDefault()
      onClose()
    },
  }
}
