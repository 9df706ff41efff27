/** What is written on a device before signing in, and how it becomes the account's. */

import { IDBKeyRange } from 'fake-indexeddb'
import { adoptLocal } from '../../../db/device/adopt.ts'
import { ChatDatabase, databaseName } from '../../../db/device/database.ts'
import { type Act, workOf } from './acts.ts'
import { isInFront, processOf } from './devices.ts'
import { recordsIn } from './disk.ts'
import { mortal } from './mortal.ts'
import { type Notes, noteWritten } from './notes.ts'
import { type Choice, pick } from './offer.ts'
import { run } from './running.ts'
import { readTables } from './tables.ts'
import { count, type Device, newId, type Process, type World } from './world.ts'

export const LOCAL = databaseName(null)

const localOf = ({ disk }: Device) => ({ disk, databaseName: LOCAL })

/** Opens it for one piece of work, as a page does that nobody is signed in on. */
const open = async (world: World, device: Device, { life }: Process): Promise<ChatDatabase> => {
  const make = (): ChatDatabase => {
    const database = new ChatDatabase(LOCAL, {
      indexedDB: device.disk,
      IDBKeyRange,
      newId: () => newId(world, device.person),
    })
    life.onDeath.add(() => database.close({ disableAutoOpen: true }))
    return database
  }
  const plain = make()
  await plain.open()
  const sync = await plain.sync.get('sync')
  if (sync?.movedTo == null) plain.close()
  else await plain.delete({ disableAutoOpen: true })
  const database = make()
  database.use(mortal(life))
  await database.open()
  return database
}

const KINDS: readonly Act[] = ['create chat', 'append', 'append', 'rename', 'attach', 'branch chat']

export const actLocally = async (
  world: World,
  notes: Notes,
  { device, at, more }: Choice & { readonly device: Device },
): Promise<void> => {
  const page = await processOf(world, device, 'page')
  const database = await open(world, device, page)
  const tables = readTables(localOf(device))
  const kind = tables.chats.length === 0 ? 'create chat' : (pick(KINDS, more) ?? 'append')
  const now = page.deps.now()
  const work = workOf({ world, device, tables, at, more, now }, kind)
  if (work === null) return database.close()
  page.life.left = at % 10 === 9 ? 1 + (more % 14) : null
  const outcome = await run(world, page, () => work(database, page.deps))
  page.life.left = null
  database.close({ disableAutoOpen: true })
  world.lines.push(`${device.name}: ${kind} locally ${JSON.stringify(outcome)}`)
  noteWritten(notes, device, { tables: readTables(localOf(device)), isLocal: true })
}

/** `left`: the storage operation at which the page dies meanwhile. */
export const adopt = async (world: World, device: Device, left: number | null): Promise<void> => {
  if (!isInFront(device) || recordsIn(localOf(device), 'sync').length === 0) return
  const page = await processOf(world, device, 'page')
  if (!page.database.isOpen()) return
  const database = await open(world, device, page)
  page.life.left = left
  const outcome = await run(world, page, () => adoptLocal(database, page.database))
  page.life.left = null
  database.close({ disableAutoOpen: true })
  count(world, `adopt ${outcome?.kind ?? 'killed'}`)
  world.lines.push(`${device.name}: adopt ${JSON.stringify(outcome)}`)
}
