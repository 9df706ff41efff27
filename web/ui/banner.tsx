/** A calm strip over a view: something worth knowing, what can be done, and a way to put it away. */

import { X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { joinClasses } from './join-classes.ts'
import { catchFocus } from './keep-focus.ts'

interface BannerProps {
  readonly Icon: LucideIcon
  /** Another colour than the text's, for the icon alone. */
  readonly tone: string
  readonly children: string
  readonly actions: ReactNode
  readonly onDismiss: () => void
}

export const Banner = ({ Icon, tone, children, actions, onDismiss }: BannerProps) => (
  <section
    aria-label="Notice"
    data-notice
    className="m-2 mb-0 shrink-0 animate-[appear_0.18s_ease-out] rounded-2xl border border-line bg-raised ps-3.5 shadow-sm"
  >
    <div className="flex items-start gap-2.5">
      <Icon size={18} aria-hidden className={joinClasses('mt-3 shrink-0', tone)} />
      <p className="min-w-0 flex-1 pt-2.5 text-small leading-snug wrap-anywhere">{children}</p>
      <IconButton
        label="Dismiss notice"
        onClick={() => {
          onDismiss()
          catchFocus()
        }}
      >
        <X size={18} aria-hidden />
      </IconButton>
    </div>
    <div className="flex flex-wrap ps-3.5 pb-1 *:px-3!">{actions}</div>
  </section>
)
