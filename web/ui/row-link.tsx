/** A line of a list that leads on, for an item: what it is, and the arrow at its end. */

import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

interface RowLinkProps {
  readonly href: string
  readonly children: ReactNode
}

export const RowLink = ({ href, children }: RowLinkProps) => (
  <Link
    href={href}
    className="flex min-h-11 items-center gap-2 rounded-2xl px-2 py-2.5 text-body hover:bg-chip"
  >
    <span className="min-w-0 flex-1 wrap-anywhere">{children}</span>
    <ChevronRight size={18} aria-hidden className="shrink-0 text-neutral rtl:-scale-x-100" />
  </Link>
)
