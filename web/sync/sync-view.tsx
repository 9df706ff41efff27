/** The sync centre: the dashboard as a view of its own, with a way to each of its parts. */

import { ButtonLink } from '../ui/button.tsx'
import { useHome } from '../session/use-home.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { goToSection, SECTIONS } from './dashboard/sections.ts'
import { SyncDashboard } from './sync-dashboard.tsx'

export const SyncView = () => {
  const { identity } = useHome()
  return (
    <>
      <ViewHeader title="Sync centre" />
      <div className="@container min-h-0 flex-1 overflow-y-auto bg-side">
        {identity !== null && <SectionNav />}
        <div className="mx-auto flex max-w-6xl flex-col gap-4 px-3 pt-3 pb-[max(24px,var(--sab))] md:px-6">
          {identity === null && (
            <p className="flex flex-wrap items-center justify-between gap-3 rounded-3xl bg-bubble p-5">
              Sync begins when you sign in. Until then everything is kept on this device.
              <ButtonLink href="/sign-in" look="primary">
                Sign in
              </ButtonLink>
            </p>
          )}
          <SyncDashboard />
        </div>
      </div>
    </>
  )
}

/** Scrolls by itself on narrow screens, and stays at hand while the page scrolls. */
const SectionNav = () => (
  <nav
    aria-label="Parts of the sync centre"
    className="sticky top-0 z-10 overflow-x-auto border-b border-line bg-side [scrollbar-width:none]"
  >
    <ul className="mx-auto flex w-max max-w-6xl gap-0.5 px-1.5 md:w-auto md:flex-wrap md:px-4">
      {SECTIONS.map(({ id, words }) => (
        <li key={id}>
          <a
            href={`#${id}`}
            onClick={() => setTimeout(() => goToSection(id))}
            className="flex min-h-11 items-center rounded-full px-3 text-small font-medium text-neutral hover:text-text"
          >
            {words}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
