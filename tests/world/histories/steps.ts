/** The steps of a history: their kinds, and how often each comes in which kind of history. */

import fc from 'fast-check'
import { type Act, ACTS } from './acts.ts'
import type { Choice } from './offer.ts'

export interface Step extends Choice {
  readonly kind: Act | Deed
  readonly who: number
}

/**
 * `net`: the network, processes, storage, sign-ins fail. `disk`: disks go back or away too. `restore`:
 * the server goes back. `mixed`: both. `race`: requests meet the server at the same moment.
 */
export const MODES = ['net', 'disk', 'restore', 'mixed', 'race'] as const
export type Mode = (typeof MODES)[number]

export const DEEDS = [
  'sync',
  'upload',
  'download',
  'bad sync',
  'start',
  'meet',
  'hold',
  'ghost',
  'deliver',
  'race',
  'poke',
  'killed act',
  'killed sync',
  'closed sync',
  'die',
  'clock',
  'partition',
  'quota',
  'room',
  'switch',
  'revoke',
  'sign in',
  'turn off',
  'poison',
  'local act',
  'adopt',
  'lose files',
  'a month',
  'snapshot',
  'rollback',
  'power cut',
  'wipe',
  'clone',
  'save',
  'restore',
] as const
export type Deed = (typeof DEEDS)[number]

/** Out of their sum. */
type Weights = Readonly<Partial<Record<Step['kind'], number>>>

/** What every history is made of. */
const COMMON: Weights = {
  'create chat': 4,
  append: 10,
  rename: 9,
  pin: 2,
  archive: 1,
  trash: 5,
  untrash: 3,
  'delete message': 3,
  resolve: 3,
  sync: 12,
  upload: 3,
  download: 3,
  'bad sync': 12,
  start: 5,
  meet: 7,
  ghost: 4,
  deliver: 3,
  poke: 3,
  'killed act': 2,
  'killed sync': 5,
  die: 1,
  clock: 2,
}

const MANY_KINDS: Weights = {
  'branch chat': 3,
  attach: 4,
  'create folder': 2,
  'rename folder': 2,
  'delete folder': 1,
  'move chat': 2,
  stream: 4,
  poison: 3,
  'lose files': 1,
}

/** Folders in and out of one another, and what lies in them; a month in the trash. */
const FOLDERS: Weights = {
  append: 2,
  rename: 3,
  trash: 3,
  untrash: 2,
  'create folder': 5,
  'rename folder': 12,
  'move folder': 6,
  'delete folder': 6,
  'purge folder': 1,
  'move chat': 6,
  'keep where': 5,
  answer: 3,
  reopen: 1,
  'a month': 1,
  sync: 12,
  upload: 3,
  'bad sync': 12,
  start: 3,
  meet: 4,
  ghost: 4,
  deliver: 2,
  poke: 3,
  'killed sync': 4,
  clock: 2,
}

/** Conflicts without end, and what people say to them. */
const ANSWERS: Weights = {
  append: 3,
  rename: 14,
  trash: 3,
  untrash: 2,
  pin: 2,
  'rename folder': 3,
  'create folder': 1,
  resolve: 4,
  answer: 14,
  reopen: 6,
  sync: 14,
  upload: 4,
  download: 2,
  'bad sync': 12,
  start: 4,
  meet: 4,
  ghost: 4,
  deliver: 2,
  poke: 3,
  'killed sync': 4,
  clock: 1,
}

/** Chats and folders that are only on one device for a while. */
const HERE: Weights = {
  ...COMMON,
  'create folder': 3,
  'rename folder': 3,
  'move folder': 1,
  'move chat': 5,
  answer: 2,
  'only here': 9,
}

const TROUBLED: Weights = {
  attach: 2,
  'closed sync': 4,
  quota: 3,
  room: 3,
  partition: 3,
  switch: 4,
  revoke: 2,
  'sign in': 3,
  'turn off': 1,
  'local act': 4,
  adopt: 3,
}

/** Few kinds of change, sent and written over again and again. */
const FIELDS: Weights = {
  append: 3,
  rename: 16,
  pin: 4,
  trash: 4,
  untrash: 3,
  sync: 10,
  upload: 4,
  'bad sync': 16,
  start: 4,
  meet: 4,
  ghost: 8,
  deliver: 3,
  poke: 3,
  'killed sync': 4,
  clock: 1,
}

/** Page and worker at the same time, their answers late and in any order. */
const TABS: Weights = {
  append: 4,
  rename: 12,
  trash: 2,
  pin: 2,
  sync: 8,
  download: 8,
  upload: 3,
  start: 14,
  meet: 8,
  hold: 12,
  deliver: 10,
  ghost: 3,
  poke: 4,
}

/** One deletes what another goes on with. */
const TRASH: Weights = {
  append: 14,
  trash: 10,
  untrash: 2,
  rename: 2,
  'delete message': 2,
  sync: 14,
  upload: 3,
  download: 3,
  'bad sync': 8,
  ghost: 2,
}

/** What a history is about, and the settings that go with it. */
export interface Focus {
  readonly weights: Weights
  readonly how?: 'without a lock' | 'piece by piece' | 'alone'
}

const FOCUSES: Readonly<Record<Exclude<Mode, 'race'>, readonly Focus[]>> = {
  net: [
    { weights: { ...COMMON, ...MANY_KINDS, purge: 1 } },
    { weights: { ...COMMON, ...TROUBLED } },
    { weights: { ...FIELDS, ...TROUBLED, clone: 1 } },
    { weights: TABS, how: 'without a lock' },
    { weights: FOLDERS },
    { weights: ANSWERS },
    { weights: HERE },
  ],
  disk: [
    {
      weights: { ...COMMON, purge: 1, snapshot: 3, rollback: 4, 'power cut': 4, wipe: 1, clone: 3 },
    },
    { weights: { ...FIELDS, snapshot: 3, rollback: 4, 'power cut': 8, clone: 6 } },
    { weights: { ...FIELDS, 'power cut': 10, clone: 4 }, how: 'piece by piece' },
    {
      weights: {
        ...COMMON,
        ...MANY_KINDS,
        ...TROUBLED,
        purge: 1,
        'power cut': 4,
        wipe: 1,
        clone: 3,
      },
    },
    { weights: { ...FOLDERS, ...ANSWERS, 'a month': 1, 'power cut': 6, rollback: 2, clone: 3 } },
    { weights: { ...HERE, ...TROUBLED, 'power cut': 6, rollback: 2, clone: 2 } },
  ],
  restore: [
    { weights: { ...COMMON, save: 4, restore: 4 } },
    { weights: { ...COMMON, save: 4, restore: 8 }, how: 'alone' },
    { weights: { ...TABS, save: 6, restore: 8 }, how: 'without a lock' },
    { weights: { ...TRASH, save: 6, restore: 7 } },
    { weights: { ...FOLDERS, ...ANSWERS, save: 5, restore: 5 } },
    { weights: { ...HERE, save: 4, restore: 4 } },
    { weights: { ...COMMON, ...MANY_KINDS, ...TROUBLED, 'lose files': 0, save: 4, restore: 4 } },
  ],
  mixed: [
    {
      weights: {
        ...COMMON,
        save: 4,
        restore: 5,
        rollback: 2,
        snapshot: 2,
        'power cut': 3,
        clone: 2,
      },
    },
    {
      weights: { ...FIELDS, save: 5, restore: 6, 'power cut': 4, clone: 4 },
      how: 'piece by piece',
    },
  ],
}

const RACE: Weights = { race: 24, clone: 1, purge: 1 }

export const focusesOf = (mode: Mode): readonly Focus[] =>
  mode === 'race'
    ? FOCUSES.net.map(({ weights, ...focus }) => ({ ...focus, weights: { ...weights, ...RACE } }))
    : FOCUSES[mode]

/** Steps of such weights: a few, or up to so many. */
export const stepsOf = (weights: Weights, longest: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.noBias(stepOf(weights)), { minLength: 5, maxLength: longest, size: 'max' })

const stepOf = (weights: Weights): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.oneof(
      ...Object.entries(weights).map(([kind, weight]) => ({
        weight,
        arbitrary: fc.constant(kindOf(kind)),
      })),
    ),
    who: fc.nat({ max: 3 }),
    at: fc.nat({ max: 99 }),
    more: fc.nat({ max: 99 }),
  })

const KINDS: ReadonlyMap<string, Step['kind']> = new Map(
  [...DEEDS, ...ACTS].map((kind) => [kind, kind]),
)

const kindOf = (name: string): Step['kind'] => {
  const kind = KINDS.get(name)
  if (kind === undefined) throw new Error(`no step ${name}`)
  return kind
}
