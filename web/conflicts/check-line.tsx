/** A box to check, with its words: pressed anywhere in its line. */

import type { ReactNode } from 'react'

interface CheckLineProps {
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly children: ReactNode
}

export const CheckLine = ({ isChecked, onChange, children }: CheckLineProps) => (
  <label className="flex min-h-11 cursor-pointer items-center gap-2.5 text-body">
    <input
      type="checkbox"
      checked={isChecked}
      onChange={(event) => onChange(event.target.checked)}
      className="size-5 shrink-0 accent-info"
    />
    <span>{children}</span>
  </label>
)
