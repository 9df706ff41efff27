/** Settings: one page of parts, and beside it, where there is room, the way to each. All apply at once. */

import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { StorageCard } from '../sync/dashboard/storage-card.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { useMedia } from '../ui/use-media.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { AboutCard } from './about-card.tsx'
import { AccountCard } from './account-card.tsx'
import { ExportCard } from './export-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { LooksCard } from './looks-card.tsx'
import { PrivacyCard } from './privacy-card.tsx'
import { SECTIONS } from './sections.ts'
import { SyncCard } from './sync-card.tsx'
import { WritingCard } from './writing-card.tsx'

/** Left free over the part that is gone to. */
const ABOVE_PX = 16

interface SettingsViewProps {
  /** The part that the address names. */
  readonly section?: string | undefined
}

export const SettingsView = ({ section }: SettingsViewProps) => {
  const parts = useRef<HTMLDivElement>(null)
  const isRoomy = useMedia('(min-width: 1024px)')
  useEffect(() => {
    const part = SECTIONS.some(({ id }) => id === section)
      ? parts.current?.querySelector<HTMLElement>(`#${section}`)
      : undefined
    if (part === null || part === undefined) return
    // By hand: to bring it into view would move the frame as well.
    parts.current?.parentElement?.scrollTo({ top: part.offsetTop - ABOVE_PX })
    part.querySelector('h2')?.focus({ preventScroll: true })
  }, [section])
  return (
    <>
      <ViewHeader title="Settings" />
      <div className="relative flex min-h-0 flex-1 overflow-y-auto bg-side">
        {isRoomy && <SectionLinks section={section} />}
        <div
          ref={parts}
          className="mx-auto flex h-fit min-w-0 max-w-2xl flex-1 flex-col gap-4 px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6 md:pt-6"
        >
          <AccountCard />
          <LooksCard />
          <WritingCard />
          <PrivacyCard />
          <SyncCard />
          <StorageCard />
          <ExportCard />
          <KeysCard />
          <AboutCard />
        </div>
      </div>
    </>
  )
}

const SectionLinks = ({ section }: SettingsViewProps) => (
  <nav aria-label="Settings" className="sticky top-0 w-52 shrink-0 self-start py-6 ps-4">
    <ul className="flex flex-col gap-0.5">
      {SECTIONS.map(({ id, title, Icon }) => (
        <li key={id}>
          <Link
            href={`/settings/${id}`}
            replace
            aria-current={section === id ? 'true' : undefined}
            className={joinClasses(
              'flex min-h-11 items-center gap-3 rounded-2xl px-3 text-body transition-colors',
              section === id
                ? 'bg-bubble font-medium'
                : 'text-neutral hover:bg-chip hover:text-text',
            )}
          >
            <Icon size={18} aria-hidden className="shrink-0" />
            {title}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)
