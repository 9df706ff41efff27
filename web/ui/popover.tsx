/** Opens something small beside a button, on the browser's own popover; a sheet on phones. */

import { useCallback, useEffect, useId, useRef, type ReactNode } from 'react'
import { placeBeside } from './place-beside.ts'

interface PopoverProps {
  /** The button's name. */
  readonly label: string
  /** The sheet's name. */
  readonly title: string
  /** The button's content; the button itself is made here. */
  readonly face: ReactNode
  readonly faceClass: string
  readonly children: ReactNode
  /** Told before it is seen, and after it is gone. */
  readonly onOpen?: (isOpen: boolean) => void
}

const PANEL =
  'fixed inset-auto m-0 max-h-[85dvh] w-88 max-w-[calc(100vw-16px)] animate-[appear_0.16s_ease-out] overflow-y-auto rounded-3xl border border-line bg-raised p-5 pb-3 text-text shadow-raised'
/** The place beside the button is given up for the foot of the screen, where the thumb is. */
const SHEET =
  'max-md:top-auto! max-md:bottom-0 max-md:left-0! max-md:w-full max-md:max-w-none max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:pb-[max(12px,var(--sab))] max-md:backdrop:bg-scrim'

export const Popover = (props: PopoverProps) => {
  const { label, title, face, faceClass, children, onOpen } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const place = useCallback(() => {
    if (panel.current?.matches(':popover-open') === true && button.current !== null)
      placeBeside(panel.current, button.current)
  }, [])
  // What it holds may come a moment later than it opens.
  useEffect(() => {
    const watch = new ResizeObserver(place)
    if (panel.current !== null) watch.observe(panel.current)
    return () => watch.disconnect()
  }, [place])
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
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
        aria-label={title}
        onBeforeToggle={(event) => event.newState === 'open' && onOpen?.(true)}
        onToggle={(event) => (event.newState === 'open' ? place() : onOpen?.(false))}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('a') !== null)
            panel.current?.hidePopover()
        }}
        className={`${PANEL} ${SHEET}`}
      >
        {children}
      </div>
    </>
  )
}
