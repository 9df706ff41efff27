/** A titled part of a view, and the rows inside it. */

import { useId, type ReactNode } from 'react'

interface CardProps {
  readonly title: string
  readonly id?: string
  /** What stands at the end of the title's line. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export const Card = ({ title, id, aside, children }: CardProps) => {
  const titleId = useId()
  return (
    <section
      id={id}
      aria-labelledby={titleId}
      className="scroll-mt-4 rounded-3xl border border-line bg-page p-5"
    >
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2 id={titleId} className="text-title font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** A fact with its name. */
export const Fact = ({
  name,
  children,
}: {
  readonly name: string
  readonly children: ReactNode
}) => (
  <div className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5 text-body">
    <dt className="text-neutral">{name}</dt>
    <dd className="min-w-0 text-end wrap-anywhere">{children}</dd>
  </div>
)
