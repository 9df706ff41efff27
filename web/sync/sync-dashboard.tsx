/** Everything about sync in one place: how it stands, what waits, what to do, which devices, what was. */

import { useHome } from '../session/use-home.ts'
import { ActionsCard } from './dashboard/actions-card.tsx'
import { ConflictsCard } from './dashboard/conflicts-card.tsx'
import { DevicesCard } from './dashboard/devices-card.tsx'
import { OutboxCard } from './dashboard/outbox-card.tsx'
import { RunsCard } from './dashboard/runs-card.tsx'
import { StatusCard } from './dashboard/status-card.tsx'
import { StorageCard } from './dashboard/storage-card.tsx'

/** Without an account there is nothing to sync with, and only this device to speak of. */
export const SyncDashboard = () => {
  const { identity } = useHome()
  if (identity === null) return <StorageCard />
  return (
    <>
      <StatusCard />
      <ConflictsCard />
      <ActionsCard userId={identity.userId} />
      <OutboxCard />
      <DevicesCard />
      <RunsCard />
      <StorageCard />
    </>
  )
}
