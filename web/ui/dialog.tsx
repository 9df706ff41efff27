/** A modal dialog on the browser's own <dialog>: a sheet on phones, a card elsewhere. */

import { X } from 'lucide-react'
import { useId, useLayoutEffect, useRef, type MouseEvent, type ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { catchFocus } from './keep-focus.ts'

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** The row of buttons; the last one is the one a person most likely wants. */
  readonly actions?: ReactNode
}

/**
 * Open for as long as it is rendered. The focus goes to what is marked `data-first`, else to the
 * title. Escape, the Back gesture of Android and a click beside it close it; focus goes back to where
 * it was, by the browser's own rules, and to the view where that is gone.
 */
export const Dialog = ({ title, onClose, children, actions }: DialogProps) => {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Not a plain effect: its end would come when the element is out of the page, which gives no focus back.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    const first = dialog?.querySelector<HTMLElement>('[data-first]')
    ;(first ?? dialog?.querySelector('h2'))?.focus()
    return () => {
      dialog?.close()
      catchFocus()
    }
  }, [])
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === element.current) onClose()
  }
  return (
    // The key that does the same as this click is Escape, which <dialog> turns into `cancel`.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClick={closeOnBackdrop}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="m-0 mt-auto max-h-[88dvh] w-full max-w-none animate-[appear_0.18s_ease-out] overflow-hidden rounded-t-3xl bg-raised p-0 text-text shadow-raised backdrop:animate-[fade_0.18s] backdrop:bg-scrim md:m-auto md:max-w-lg md:rounded-3xl"
    >
      <div className="flex max-h-[88dvh] flex-col">
        <header className="flex items-center gap-2 ps-6 pe-2 pt-2">
          <h2
            id={titleId}
            tabIndex={-1}
            className="outline-none min-w-0 flex-1 py-2 text-lg font-semibold text-balance"
          >
            {title}
          </h2>
          <IconButton label="Close" onClick={onClose}>
            <X size={20} aria-hidden />
          </IconButton>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-4 text-body leading-relaxed">
          {children}
        </div>
        {actions !== undefined && (
          <footer className="flex flex-wrap justify-end gap-2 px-6 pt-1 pb-[max(20px,var(--sab))]">
            {actions}
          </footer>
        )}
      </div>
    </dialog>
  )
}
