/** What a person can do about changes that are not in the cloud: send them now, or let them go. */

import { listOutbox } from '../../db/device/outbox.ts'
import { discard, listDependents, retry, withdraw } from '../../db/device/park.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import { writeDeps } from '../chats/use-write.ts'
import type { Home } from '../session/home.ts'
import { logAct } from './log-act.ts'

type Outbox = Pick<Home, 'database' | 'sync'>

/** Refused ones get new numbers; what waits goes in its order, so all of it is tried. */
export const retryChanges = async (
  { database, sync }: Outbox,
  changeIds: readonly ChangeId[] | 'all',
): Promise<void> => {
  const count = await retry(database, writeDeps, changeIds)
  if (count > 0) await logAct(database, 'person.retried', count)
  sync?.wake('person')
}

/** Refused or waiting, with whatever cannot be without them. */
export const discardChanges = async (
  { database, sync }: Outbox,
  changeIds: readonly ChangeId[],
): Promise<number> => {
  const refused = await discard(database, changeIds)
  const waiting = await withdraw(database, changeIds)
  const count = refused.length + waiting.length
  if (count > 0) await logAct(database, 'person.discarded', count)
  // The numbers that were given up have to be told.
  if (waiting.length > 0) sync?.wake('write')
  return count
}

/** How many would go, for asking first. */
export const countWithDependents = async (
  { database }: Pick<Outbox, 'database'>,
  changeIds: readonly ChangeId[],
): Promise<number> => {
  const refused = await listDependents(database, changeIds)
  const waiting = await listDependents(database, changeIds, 'waiting')
  return refused.length + waiting.length
}

/** More than any device holds. */
const EVERY = 1_000_000

/** Every change of a person that is not in the cloud. */
export const allChanges = async ({
  database,
}: Pick<Outbox, 'database'>): Promise<readonly ChangeId[]> => {
  const refused = await listOutbox(database, { state: 'parked', limit: EVERY })
  const waiting = await listOutbox(database, { state: 'waiting', limit: EVERY })
  return [...refused, ...waiting].filter((line) => line.isOwn).map((line) => line.changeId)
}
