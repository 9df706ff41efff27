/** What happens in a history beside what people write: syncs, and everything that goes wrong. */

import { IDBFactory } from 'fake-indexeddb'
import { act, type Act } from './acts.ts'
import { addDevice, changeDisk, isInFront, makeRoom, revive, signIn } from './devices.ts'
import { diskFrom, imageOf, recordsIn } from './disk.ts'
import { anyFate, badFate } from './fates.ts'
import { adopt, actLocally } from './local.ts'
import { kill } from './mortal.ts'
import type { Notes } from './notes.ts'
import { pick } from './offer.ts'
import { poison } from './poison.ts'
import { rest } from './running.ts'
import { type Deed, DEEDS, type Step } from './steps.ts'
import { begin, drive, poke, processFor, race, type Scene as SyncScene, sync } from './syncing.ts'
import { ledgerOf } from './ledger.ts'
import { changesOn, noteLost } from './lost.ts'
import { count, type World } from './world.ts'

interface Scene extends SyncScene {
  readonly notes: Notes
}

/** What lies in the trash has lain there for a month longer, and was last looked at as long ago. */
const A_MONTH_LATER = [
  `update chats set trashed_at = trashed_at - interval '31 days' where user_id = $1`,
  `update folders set trashed_at = trashed_at - interval '31 days' where user_id = $1`,
  'update sync_status set emptied_at = null where user_id = $1',
]

const directionOf = ({ more }: Scene) => (more % 5 === 0 ? 'upload' : 'full')

const fatesOf = ({ at, more }: Scene) => [
  ...Array.from({ length: at % 3 }, () => 'pass' as const),
  badFate(more),
  ...(at % 7 === 0 ? [badFate(more + at)] : []),
]

/** A sync in which something is done to the process at a chosen operation of its storage. */
const syncWith = async (scene: Scene, harm: 'left' | 'closesIn'): Promise<void> => {
  const { world, at, more } = scene
  const process = await processFor(scene)
  process.life[harm] = 1 + ((more * 7 + at) % 60)
  begin(scene, process, 'full')
  await drive(world, process, more % 4 === 0 ? fatesOf(scene) : [])
  process.life[harm] = null
}

const DO: Readonly<Record<Deed, (scene: Scene) => Promise<unknown> | void>> = {
  sync: (scene) => sync(scene, 'full'),
  upload: (scene) => sync(scene, 'upload'),
  download: (scene) => sync(scene, 'download'),
  'bad sync': (scene) => sync(scene, directionOf(scene), fatesOf(scene)),
  start: async (scene) => begin(scene, await processFor(scene), directionOf(scene)),
  meet: async ({ world, at, more }) => {
    if (world.network.requests.length > 0) await world.network.meet(at, anyFate(more))
  },
  hold: async ({ world: { network }, at }) => {
    if (network.requests.length > 0) await network.meet(at, 'hold')
  },
  ghost: async ({ world: { network }, at, more }) => {
    const ghosts = network.requests.flatMap(({ isGhost }, index) => (isGhost ? [index] : []))
    const chosen = pick(ghosts, at)
    if (chosen !== undefined) await network.meet(chosen, more % 4 === 0 ? 'double' : 'pass')
  },
  deliver: ({ world, at }) => {
    if (world.network.replies.length > 0) world.network.deliver(at)
  },
  race,
  poke,
  'killed act': async ({ world, device, at, more }) => {
    if (!isInFront(device)) return
    const kinds: readonly Act[] = ['append', 'rename', 'create chat', 'trash', 'attach']
    const kind = pick(kinds, at) ?? 'append'
    await act(world, device, { act: kind, at: more, more: at, left: 1 + (more % 14) })
  },
  'killed sync': (scene) => syncWith(scene, 'left'),
  'closed sync': (scene) => syncWith(scene, 'closesIn'),
  die: ({ device: { processes }, at }) => {
    const process = processes.get(at % 2 === 0 ? 'page' : 'worker')
    if (process !== undefined) kill(process.life)
  },
  clock: ({ device, at, more }) => {
    const size = pick([1000, 60_000, 3_600_000, 86_400_000, 31_536_000_000], at) ?? 1000
    device.offset += more % 2 === 0 ? size : -size
  },
  partition: ({ device }) => {
    device.isCut = !device.isCut
  },
  quota: ({ device: { storage }, at, more }) => {
    if (at % 3 === 0) storage.isTight = true
    else storage.left = 1 + (more % 12)
  },
  room: ({ device }) => makeRoom(device),
  switch: async ({ world, device }) => {
    if (!isInFront(device)) await signIn(world, device)
  },
  revoke: async (scene) => revoke(scene),
  'sign in': async ({ world, device }) => {
    if (device.isRevoked && isInFront(device)) await signIn(world, device)
  },
  'turn off': ({ world: { stage } }) => {
    stage.isOn = !stage.isOn
  },
  poison: async ({ world, notes, device, at, more }) => {
    if (isInFront(device)) await poison(world, notes, { device, at, more })
  },
  'local act': ({ world, notes, device, at, more }) =>
    actLocally(world, notes, { device, at, more }),
  adopt: ({ world, device, at, more }) =>
    adopt(world, device, at % 2 === 0 ? 1 + (more % 60) : null),
  'lose files': ({ world: { stage }, device: { person } }) =>
    stage.ask(
      `delete from attachments a where user_id = $1 and not exists (select from messages m
        where m.user_id = $1 and m.attachments @> jsonb_build_array(
          jsonb_build_object('sha256', a.sha256)))`,
      [person.userId],
    ),
  'a month': async ({ world: { stage }, device: { person } }) => {
    for (const statement of A_MONTH_LATER) await stage.ask(statement, [person.userId])
  },
  snapshot: ({ device }) => {
    device.snapshot = imageOf(device.disk)
  },
  rollback: async (scene) => {
    const { device } = scene
    if (device.snapshot !== null) await loseDisk(scene, await diskFrom(device.snapshot))
    device.snapshot = null
  },
  'power cut': async (scene) => {
    const image = scene.device.past.at(-2 - (scene.more % 3))
    if (image !== undefined) await loseDisk(scene, await diskFrom(image))
  },
  wipe: (scene) => loseDisk(scene, new IDBFactory()),
  clone: async ({ world, device }) => {
    if (world.devices.length < 5)
      await addDevice(world, device.person, await diskFrom(imageOf(device.disk)))
  },
  save: async ({ world, device: { person } }) => {
    await world.stage.save(person.userId)
    person.hasBackup = true
  },
  restore: async ({ world, notes, device: { person } }) => {
    if (!person.hasBackup) return
    const ids = await ledgerOf(world, person)
    await world.stage.restore(person.userId)
    await noteLost(world, notes, { person, ids })
  },
}

/** Another device of the same person signs this one out. */
const revoke = async ({ world, device }: Scene): Promise<void> => {
  const [known] = recordsIn(device, 'sync')
  if (!isInFront(device) || known === undefined) return
  await world.stage.revoke(device.person.cookie, known.deviceId)
}

const loseDisk = async ({ world, notes, device }: Scene, disk: IDBFactory): Promise<void> => {
  const ids = changesOn(notes, device)
  await changeDisk(world, device, disk)
  await noteLost(world, notes, { person: device.person, ids })
}

const isDeed = (kind: Step['kind']): kind is Deed => DEEDS.some((deed) => deed === kind)

/** How many of its last states a disk can be thrown back to. */
const KEPT = 5

/** One step, to the point where nothing moves any more. */
export const play = async (
  world: World,
  notes: Notes,
  { kind, who, at, more }: Step,
): Promise<void> => {
  const device = world.devices[who % world.devices.length]
  if (device === undefined) throw new Error('a world without devices')
  world.now += 1 + at * 10
  world.stage.now = world.now
  world.lines.push(`--- ${device.name}: ${kind} ${at} ${more}`)
  if (isDeed(kind)) {
    count(world, kind)
    await DO[kind]({ world, notes, device, at, more })
  } else if (isInFront(device)) await act(world, device, { act: kind, at, more, left: null })
  await rest(world)
  for (const each of world.devices) {
    revive(each)
    if (world.changed.has(each.name)) each.past = [...each.past, imageOf(each.disk)].slice(-KEPT)
  }
}
