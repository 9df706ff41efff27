/** One place where what was shared can go. */

import type { ReactNode } from 'react'

interface PlaceProps {
  readonly icon: ReactNode
  readonly onChoose: () => void
  readonly children: string
}

export const Place = ({ icon, onChoose, children }: PlaceProps) => (
  <li>
    <button
      type="button"
      onClick={onChoose}
      className="flex min-h-12 w-full items-center gap-3 rounded-2xl px-3 text-start text-neutral hover:bg-chip"
    >
      {icon}
      <span dir="auto" className="min-w-0 flex-1 truncate text-start text-text">
        {children}
      </span>
    </button>
  </li>
)
