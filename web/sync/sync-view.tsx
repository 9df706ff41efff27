/** The sync centre: the dashboard as a view of its own. */

import { ButtonLink } from '../ui/button.tsx'
import { useHome } from '../session/use-home.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { SyncDashboard } from './sync-dashboard.tsx'

export const SyncView = () => {
  const { identity } = useHome()
  return (
    <>
      <ViewHeader title="Sync centre" />
      <div className="min-h-0 flex-1 overflow-y-auto bg-side">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6 md:pt-6">
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
