/** Everything about sync in one place: how it stands, what waits, what to do, which devices, what was. */

import { useHome } from '../session/use-home.ts'
import { ActionsCard } from './dashboard/actions-card.tsx'
import { ConflictsCard } from './dashboard/conflicts-card.tsx'
import { DangerCard } from './dashboard/danger-card.tsx'
import { DevicesCard } from './dashboard/devices-card.tsx'
import { ErrorsCard } from './dashboard/errors-card.tsx'
import { FiguresCard } from './dashboard/figures-card.tsx'
import { HistoryCard } from './dashboard/history-card.tsx'
import { LogCard } from './dashboard/log-card.tsx'
import { NeedsCard } from './dashboard/needs-card.tsx'
import { OutboxCard } from './dashboard/outbox-card.tsx'
import { StatusCard } from './dashboard/status-card.tsx'
import { StorageCard } from './dashboard/storage-card.tsx'

const COLUMN = 'flex min-w-0 flex-col gap-4'
const COLUMNS =
  'grid grid-cols-[minmax(0,1fr)] gap-4 @4xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]'

/**
 * Two columns where there is room: what one reads beside what one does or looks up. Without an account
 * there is nothing to sync with, and only this device to speak of.
 */
export const SyncDashboard = () => {
  const { identity } = useHome()
  if (identity === null) return <StorageCard />
  return (
    <>
      <div className={COLUMNS}>
        <StatusCard />
        <ActionsCard userId={identity.userId} />
      </div>
      <NeedsCard />
      <ConflictsCard />
      <div className={COLUMNS}>
        <div className={COLUMN}>
          <OutboxCard />
          <HistoryCard />
          <FiguresCard />
          <ErrorsCard />
        </div>
        <div className={COLUMN}>
          <DevicesCard />
          <StorageCard />
          <DangerCard />
        </div>
      </div>
      <LogCard />
    </>
  )
}
