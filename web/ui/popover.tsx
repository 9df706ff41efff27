/** Opens something small beside a button, on the browser's own popover; a sheet on phones. */

import { useId, useRef, type ReactNode } from 'react'
import { placeBeside } from './place-beside.ts'

interface PopoverProps {
  readonly label: string
  /** The button's content; the button itself is made here. */
  readonly face: ReactNode
  readonly faceClass: string
  readonly children: ReactNode
}

export const Popover = ({ label, face, faceClass, children }: PopoverProps) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const place = () => {
    if (panel.current !== null && button.current !== null)
      placeBeside(panel.current, button.current)
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={label}
        className={faceClass}
      >
        {face}
      </button>
      {/* The click it listens to is that of the links inside, which have keys of their own. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        // Not <dialog>: that one does not close by a press beside it and leave the page usable.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="dialog"
        aria-label={label}
        onToggle={(event) => event.newState === 'open' && place()}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('a') !== null)
            panel.current?.hidePopover()
        }}
        className="fixed inset-auto m-0 w-80 max-w-[calc(100vw-16px)] animate-[appear_0.16s_ease-out] rounded-3xl border border-line bg-raised p-5 text-text shadow-raised"
      >
        {children}
      </div>
    </>
  )
}
