/** Which changes are gone with a disk, and nobody's fault: no server and no other disk has them any more. */

import type { Clocks } from '../../../db/protocol/clock.ts'
import { rowKey } from '../../../db/protocol/row-key.ts'
import type { Row } from '../../../db/protocol/row.ts'
import type { DiskPlace } from './disk.ts'
import { ledgerOf } from './ledger.ts'
import type { Notes } from './notes.ts'
import { heldRows, readTables, type VisibleMessage, visibleMessages } from './tables.ts'
import type { Person, World } from './world.ts'

/** Databases of a device: the person's, and that of before signing in. */
const placesOf = ({ disk, databaseName }: DiskPlace): readonly DiskPlace[] =>
  [databaseName, 'chat_local'].map((name) => ({ disk, databaseName: name }))

const idsIn = (clocks: Clocks): readonly string[] =>
  Object.values(clocks).flatMap((clock) =>
    clock === undefined ? [] : [clock.changeId, clock.previous ?? []].flat(),
  )

/** The changes whose values a row shows or keeps. */
const changesIn = (row: Row | VisibleMessage): readonly string[] =>
  row.entity === 'conflict'
    ? [row.lostChangeId, row.kept.clock?.changeId ?? []].flat()
    : idsIn(row.clocks)

/** A conflict stands from the beginning; what was done with it is there once it is resolved. */
const isMade = (row: Row | VisibleMessage): boolean =>
  row.entity !== 'conflict' || row.resolvedAt !== null

/**
 * Ids of all changes that a disk has: those that wait, those whose values its rows and conflicts show,
 * those that made its rows, and those which these had replaced.
 */
export const changesOn = (notes: Notes, device: DiskPlace): ReadonlySet<string> => {
  const tables = placesOf(device).map(readTables)
  const rows = tables.flatMap((held) => [...heldRows(held), ...visibleMessages(held)])
  const keys = new Set(rows.filter(isMade).map((row) => rowKey(row.entity, row.id)))
  const makers = [...notes.written.values()].filter(
    (written) => written.field === null && keys.has(written.rowKey),
  )
  const ids = new Set([
    ...tables.flatMap((held) => held.outbox.map((entry) => entry.changeId)),
    ...rows.flatMap(changesIn),
    ...makers.map((written) => written.changeId),
  ])
  for (const id of ids) {
    const base = notes.written.get(id)?.base
    if (base != null) ids.add(base)
  }
  return ids
}

/** Marks what was on a disk, or at the server, and is now neither there nor on any disk that is left. */
export const noteLost = async (
  world: World,
  notes: Notes,
  { person, ids }: { readonly person: Person; readonly ids: ReadonlySet<string> },
): Promise<void> => {
  const taken = await ledgerOf(world, person)
  const elsewhere = new Set(world.devices.flatMap((other) => [...changesOn(notes, other)]))
  for (const id of ids) {
    const written = notes.written.get(id)
    if (written !== undefined && !taken.has(id) && !elsewhere.has(id)) written.isLost = true
  }
}
