/** A person keeps a chat or folder on one device alone for a while, and lets it go. */

import type { ChatDatabase } from '../../../db/device/database.ts'
import type { Owner } from '../../../db/device/holds.ts'
import type { Mode } from '../../../db/device/modes.ts'
import { setMode } from '../../../db/device/set-mode.ts'
import type { WriteDeps, WriteOutcome } from '../../../db/device/write.ts'
import { processOf } from './devices.ts'
import { recordsIn } from './disk.ts'
import { type Offer, pick } from './offer.ts'
import { run } from './running.ts'
import type { Device, World } from './world.ts'

const set =
  (of: Owner, mode: Mode) =>
  async (database: ChatDatabase, deps: WriteDeps): Promise<WriteOutcome> => {
    const outcome = await setMode(database, deps, { of, mode })
    return outcome.kind === 'set' ? { kind: 'written', changeIds: [], next: null } : outcome
  }

/** Half of the time it is let go again, which is nothing where it was not kept. */
export const keepHere = ({ tables, at, more }: Offer): ReturnType<typeof set> | null => {
  const all: readonly Owner[] = [...tables.chats, ...tables.chats, ...tables.folders]
    .filter((row) => row.isPurged !== true)
    .map(({ entity, id }) => ({ entity, id }))
  const of = pick(all, at)
  return of === undefined ? null : set(of, more % 2 === 0 ? 'device' : 'everywhere')
}

/** Everything that a device keeps for itself goes its way. */
export const letAllGo = async (world: World, device: Device): Promise<void> => {
  const page = await processOf(world, device, 'page')
  for (const { entity, id } of recordsIn(device, 'keeping'))
    await run(world, page, () => set({ entity, id }, 'everywhere')(page.database, page.deps))
}
