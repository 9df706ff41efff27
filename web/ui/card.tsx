/** A titled part of a view, and the rows inside it. */

import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useLocationProperty } from 'wouter/use-browser-location'

interface CardProps {
  readonly title: string
  readonly id?: string
  /** What stands at the end of the title's line. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

const readHash = () => location.hash

/** An address that ends in the card's name leads to it, eyes and focus. */
const useTarget = (id: string | undefined) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const hash = useLocationProperty(readHash)
  useEffect(() => {
    if (id === undefined || hash !== `#${id}`) return
    // After the browser has gone there itself, which takes the focus away.
    const timer = setTimeout(() => {
      heading.current?.focus({ preventScroll: true })
      heading.current?.closest('section')?.scrollIntoView()
    })
    return () => clearTimeout(timer)
  }, [id, hash])
  return heading
}

export const Card = ({ title, id, aside, children }: CardProps) => {
  const titleId = useId()
  const heading = useTarget(id)
  return (
    <section
      id={id}
      aria-labelledby={titleId}
      className="scroll-mt-18 rounded-3xl border border-line bg-page p-5"
    >
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2
          ref={heading}
          id={titleId}
          tabIndex={-1}
          className="text-title font-semibold outline-none"
        >
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
