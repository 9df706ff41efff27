/** Changes that will not be taken, among good ones: they are parked with what hangs on them, the others go on. */

import type { ChatDatabase } from '../../../db/device/database.ts'
import { act } from './acts.ts'
import type { Choice } from './offer.ts'
import { processOf } from './devices.ts'
import { UNPASSABLE } from './network.ts'
import type { Notes } from './notes.ts'
import { run } from './running.ts'
import type { Device, World } from './world.ts'

/** A message that the server finds invalid, or no proxy lets through, and mostly an answer to it. */
export const poison = async (
  world: World,
  notes: Notes,
  { device, at, more }: Choice & { readonly device: Device },
): Promise<void> => {
  const outcome = await act(world, device, { act: 'append', at, more, left: null })
  const [changeId] = outcome?.kind === 'written' ? outcome.changeIds : []
  const page = await processOf(world, device, 'page')
  if (changeId === undefined) return
  const spoilt = await run(world, page, () => spoil(page.database, changeId, at % 2 === 0))
  if (spoilt !== undefined) notes.poisoned.add(spoilt)
  // An append answers the last message in most cases.
  if (more % 3 > 0) await act(world, device, { act: 'append', at, more: 2, left: null })
}

/** Spoils the change on the disk, which the app itself never writes so. Resolves to its row. */
const spoil = (db: ChatDatabase, changeId: string, isInvalid: boolean) =>
  db.transaction('rw', db.outbox, async () => {
    const entry = await db.outbox.get(changeId)
    if (entry?.body.kind !== 'message.append') return undefined
    const { message } = entry.body
    const spoilt = isInvalid
      ? { ...message, timestamp: -message.timestamp - 0.5 }
      : { ...message, metadata: { mark: UNPASSABLE } }
    await db.outbox.put({ ...entry, body: { ...entry.body, message: spoilt } })
    return entry.rowKey
  })
