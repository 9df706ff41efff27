/** A modal dialog on the browser's own <dialog>: a sheet on phones, a card elsewhere. */

import { X } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { useModal } from './use-modal.ts'

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** The row of buttons; the last one is the one a person most likely wants. */
  readonly actions?: ReactNode
}

/** Open for as long as it is rendered; the focus goes to what is marked `data-first`, else to the title. */
export const Dialog = ({ title, onClose, children, actions }: DialogProps) => {
  const modal = useModal(onClose)
  const titleId = useId()
  return (
    // The key that does the same as this click is Escape, which <dialog> turns into `cancel`.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      {...modal}
      aria-labelledby={titleId}
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
