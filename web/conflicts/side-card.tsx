/** One of the two values: whose it is, since when, what it says, and the button that keeps it. */

import { Laptop, Smartphone } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { fullTime, timeAgo } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import type { Side } from './sides.ts'

/** Two of them beside each other where each has room for its words, however large those are. */
export const BESIDE = 'grid grid-cols-[repeat(auto-fit,minmax(min(100%,15rem),1fr))] gap-3'

interface SideCardProps {
  readonly side: Side
  /** What keeping it is called. */
  readonly keep: string
  readonly onKeep: () => void
  /** What can be done stands before a long text, not far under it. */
  readonly isLong: boolean
  /** The value. */
  readonly children: ReactNode
}

const LOOK_EVERY_MS = 30_000

const isPhone = ({ name }: Side): boolean => /android|iphone|ipad|pixel|phone/i.test(name)

export const SideCard = ({ side, keep, onKeep, isLong, children }: SideCardProps) => {
  const titleId = useId()
  const Icon = isPhone(side) ? Smartphone : Laptop
  const button = (
    <Button onClick={onKeep} className="max-w-full whitespace-normal">
      <bdi>{keep}</bdi>
    </Button>
  )
  return (
    <section
      aria-labelledby={titleId}
      className="flex min-w-0 flex-col rounded-3xl border border-line bg-page p-5"
    >
      <div className="flex items-start gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-chip text-neutral">
          <Icon size={20} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2">
            <h2 id={titleId} className="text-body font-semibold wrap-anywhere">
              <bdi>{side.name}</bdi>
            </h2>
            {side.choice === 'kept' && (
              <span className="rounded-full bg-bubble px-2 py-0.5 text-mini font-medium whitespace-nowrap text-info">
                Shown now
              </span>
            )}
          </div>
          <When at={side.at} />
        </div>
      </div>
      {isLong && <div className="mt-4">{button}</div>}
      <div className="mt-4 flex-1">{children}</div>
      {!isLong && <div className="mt-4">{button}</div>}
    </section>
  )
}

/** "5 min. ago · 22 Nov 2026, 14:02". */
export const When = ({ at }: { readonly at: number | null }) => {
  const now = useNow(LOOK_EVERY_MS)
  return (
    <p className="text-caption text-neutral">
      {at === null ? (
        'As it was before'
      ) : (
        <>
          {timeAgo(at, now)} · <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
        </>
      )}
    </p>
  )
}
