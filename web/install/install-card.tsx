/** Offers the app as an app, in a card under the list. */

import { useSyncExternalStore } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { useLive } from '../session/use-home.ts'
import { Button } from '../ui/button.tsx'
import { InstallButton } from './install-button.tsx'
import { isOffered } from './install-rules.ts'
import { installFacts, installMark, refuseInstall, watchInstall } from './install-state.ts'

const LOOKED_AT = 3

/** A few are enough to know, so no more are read. */
const readUse = async (database: ChatDatabase) => {
  const [{ lastFullSyncAt }, chats, unsent] = await Promise.all([
    readSync(database),
    database.chats.limit(LOOKED_AT).toArray(),
    database.messages.limit(LOOKED_AT).count(),
  ])
  const synced = chats.reduce((sum, { messageCount }) => sum + messageCount, 0)
  return { hasSynced: lastFullSyncAt !== null, messages: synced + unsent }
}

export const InstallCard = () => {
  useSyncExternalStore(watchInstall, installMark)
  const use = useLive(readUse, [])
  if (use === undefined || !isOffered({ ...installFacts(), ...use })) return null
  return (
    <section
      aria-label="Install the app"
      className="offer mx-3 mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl bg-chip p-3 ps-4"
    >
      <p className="min-w-0 flex-[1_1_12rem] text-caption leading-snug text-neutral">
        <span className="font-medium text-text">Install Chats.</span> It opens in its own window and
        keeps working offline.
      </p>
      <div className="ms-auto flex flex-wrap justify-end gap-1">
        <Button look="quiet" onClick={refuseInstall}>
          Not now
        </Button>
        <InstallButton />
      </div>
    </section>
  )
}
