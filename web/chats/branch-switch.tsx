/** Steps through the versions of a message, where a chat went on in more than one way. */

import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { MessageView } from '../../db/device/messages.ts'
import { IconButton } from '../ui/button.tsx'

interface BranchSwitchProps {
  readonly message: MessageView
  readonly isReachable: boolean
  readonly onStep: (message: MessageView, step: 'older' | 'newer') => void
}

/** A button at its end stays in place and keeps the focus, which a disabled one would lose. */
export const BranchSwitch = ({ message, isReachable, onStep }: BranchSwitchProps) => {
  const { id, versions } = message
  const at = versions.indexOf(id)
  const tabIndex = isReachable ? 0 : -1
  return (
    <div className="flex items-center text-caption text-neutral tabular-nums">
      <IconButton
        label="Previous version"
        tabIndex={tabIndex}
        aria-disabled={at === 0}
        aria-keyshortcuts="Alt+ArrowLeft"
        onClick={() => onStep(message, 'older')}
        className="aria-disabled:opacity-40"
      >
        <ChevronLeft size={18} aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      <output dir="ltr">
        {at + 1} of {versions.length}
      </output>
      <IconButton
        label="Next version"
        tabIndex={tabIndex}
        aria-disabled={at === versions.length - 1}
        aria-keyshortcuts="Alt+ArrowRight"
        onClick={() => onStep(message, 'newer')}
        className="aria-disabled:opacity-40"
      >
        <ChevronRight size={18} aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  )
}
