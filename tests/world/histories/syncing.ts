/** Syncs of a history: begun by a process, and let through by the network one request after the other. */

import { readSync } from '../../../db/device/sync-state.ts'
import type { Direction } from '../../../db/protocol/round.ts'
import type { SyncOutcome } from '../../../sw/engine/outcome.ts'
import { readPoke } from '../../../sw/engine/replies.ts'
import { ORIGIN } from '../app.ts'
import { processOf } from './devices.ts'
import { anyFate, type Fate } from './fates.ts'
import { type Choice, pick } from './offer.ts'
import { rest, run } from './running.ts'
import type { Device, Process, World } from './world.ts'

export interface Scene extends Choice {
  readonly world: World
  readonly device: Device
}

/** The worker each third time, else the page; without a lock the one that is not at it already. */
export const processFor = async ({ world, device, at }: Scene): Promise<Process> => {
  const [kind, other] = at % 3 === 0 ? (['worker', 'page'] as const) : (['page', 'worker'] as const)
  const process = await processOf(world, device, kind)
  return process.isSyncing && !world.settings.isLocked ? processOf(world, device, other) : process
}

/** Begins a sync; it goes on whenever the network lets it. */
export const begin = (scene: Scene, process: Process, direction: Direction): void => {
  const { world, device, at } = scene
  if (process.isSyncing) return
  process.isSyncing = true
  const trigger = at % 4 === 3 && direction === 'full' ? 'background' : 'person'
  const work = (): Promise<SyncOutcome> =>
    trigger === 'person'
      ? process.engine.sync(direction, { trigger })
      : process.engine.wake(trigger)
  const sync = async (): Promise<void> => {
    const outcome = await run(world, process, work)
    process.isSyncing = false
    noteOutcome(device, outcome)
    world.lines.push(`${process.name}: ${direction} ended ${JSON.stringify(outcome)}`)
  }
  void sync()
}

/** A session that was ended is known to be so once the server has said it. */
export const noteOutcome = (device: Device, outcome: SyncOutcome | undefined): void => {
  if (outcome?.kind === 'stopped' && outcome.fault.code === 'session_revoked')
    device.isRevoked = true
}

/** Lets a process's requests through one after the other, with these fates first, until it is done. */
export const drive = async (
  world: World,
  process: Process,
  fates: readonly Fate[] = [],
): Promise<void> => {
  await rest(world)
  for (let round = 0; round < 300; round += 1) {
    const at = world.network.requests.findIndex(
      ({ sender, isGhost }) => sender.life === process.life && !isGhost,
    )
    if (at < 0 || process.life.isDead) return
    await world.network.meet(at, fates[round] ?? 'pass')
    await rest(world)
  }
  throw new Error(`${process.name} syncs for ever`)
}

export const sync = async (
  scene: Scene,
  direction: Direction,
  fates: readonly Fate[] = [],
): Promise<void> => {
  const process = await processFor(scene)
  begin(scene, process, direction)
  await drive(scene.world, process, fates)
}

/** Several processes of several devices sync, and what they ask meets the server at the same moment. */
export const race = async ({ world, at, more }: Omit<Scene, 'device'>): Promise<void> => {
  for (const [index, device] of world.devices.entries())
    for (const kind of ['page', 'worker'] as const) {
      const chosen = more + index * 2 + (kind === 'page' ? 0 : 1)
      if (kind === 'worker' && chosen % 3 > 0) continue
      const process = await processOf(world, device, kind)
      begin({ world, device, at: chosen, more }, process, chosen % 5 === 0 ? 'upload' : 'full')
    }
  await rest(world)
  for (let round = 0; round < 300; round += 1) {
    if (world.network.requests.every(({ isGhost }) => isGhost)) return
    await world.network.meetAll((index) => (index % 2 === 0 ? 'pass' : anyFate(at + more + index)))
    await rest(world)
  }
  throw new Error('a race without an end')
}

/** A poke as the server would send it now, or one that was sent earlier. */
export const poke = async (scene: Scene): Promise<void> => {
  const { world, device, at, more } = scene
  const process = await processFor(scene)
  const waiting = pokes.get(device) ?? []
  pokes.set(device, waiting)
  if (process.database.isOpen()) waiting.push(await makePoke(scene, process))
  const told = readPoke((more % 2 === 0 ? waiting.at(-1) : pick(waiting, more)) ?? '')
  if (told === null || process.isPoked || at % 5 === 1) return
  process.isPoked = true
  const take = async (): Promise<void> => {
    await run(world, process, () => process.engine.receivePoke(told))
    process.isPoked = false
  }
  void take()
  await rest(world)
  if (!process.isSyncing) await drive(world, process)
}

const pokes = new WeakMap<Device, string[]>()

/** What the server would send down a device's stream now. */
const makePoke = async ({ world, device, more }: Scene, process: Process): Promise<string> => {
  const { cursor } = await readSync(process.database)
  const limit = more % 3 === 0 ? 1 : 100
  const told = await look(world, device.person.cookie, { cursor, limit })
  const since = await headAt(world, device, Number(cursor ?? 0))
  return JSON.stringify({ ...told, since, kind: 'poke' })
}

/** A download that leaves no trace of any device. */
export const look = async (
  { stage }: World,
  cookie: string,
  asked: { readonly cursor: string | null; readonly limit?: number },
): Promise<object> => {
  const isOn = stage.isOn
  stage.isOn = true
  const response = await stage.send('/api/sync', {
    method: 'POST',
    headers: {
      cookie,
      origin: ORIGIN,
      'sec-fetch-site': 'same-origin',
      'x-sync-client': '1',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ direction: 'download', ...asked }),
  })
  stage.isOn = isOn
  const reply: unknown = await response.json()
  return typeof reply === 'object' && reply !== null ? reply : {}
}

/** Where the history goes on from, as the server knows it now; undefined where it knows no such place. */
const headAt = async ({ stage }: World, { person }: Device, revision: number) => {
  if (Number.isNaN(revision)) return undefined
  const [row] = await stage.ask(
    'select token from sync_tokens where user_id = $1 and revision = $2',
    [person.userId, revision],
  )
  if (row === undefined && revision > 0) return undefined
  return { revision, token: row === undefined ? '' : String(row['token']) }
}
