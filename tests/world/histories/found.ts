/** Histories that once broke a law, by a bug or by a rule that was left out, made small: what they find stays found. */

import type { History } from './history.ts'
import type { Mode, Step } from './steps.ts'
import type { WorldSettings } from './world.ts'

export interface Found {
  /** The law it breaks, and what must be left out for that. */
  readonly law: string
  readonly without: string
  readonly history: History
}

/** Two devices of one person, a chat that both have, and a good network. */
const PLAIN: WorldSettings = {
  people: 1,
  devices: 2,
  limit: 50,
  maxChanges: Infinity,
  isLocked: true,
  isShared: true,
  isOneBrowser: false,
  offsets: [0, 0, 0],
}

const history = (
  mode: Mode,
  settings: Partial<WorldSettings>,
  steps: readonly Step[],
): History => ({ mode, settings: { ...PLAIN, ...settings }, steps })

/** `at` 1: by the page, 0: by the worker. */
const step = (kind: Step['kind'], who: number, at = 1): Step => ({ kind, who, at, more: 1 })

/** What becomes of the oldest request: 21, it goes through. 0, it is lost. 5, it comes late. */
const meet = (more: number): Step => ({ kind: 'meet', who: 0, at: 0, more })

const times = (count: number, repeated: Step): readonly Step[] =>
  Array.from({ length: count }, () => repeated)

/** A message of one device that the other has not seen, which deletes its chat after one that is refused. */
const REFUSED_AND_TRASHED: readonly Step[] = [
  step('append', 0),
  step('sync', 0),
  { kind: 'poison', who: 1, at: 0, more: 0 },
  step('trash', 1),
  step('sync', 1),
]

export const FOUND: readonly Found[] = [
  {
    law: '[I1] [K1]',
    without: 'a ledger by the id of a change',
    history: history('disk', {}, [
      step('rename', 0),
      step('clone', 0),
      step('sync', 0),
      step('append', 0),
      step('sync', 0),
      step('sync', 1),
      step('rename', 1),
      step('sync', 1),
      step('append', 2),
      step('sync', 2),
    ]),
  },
  {
    law: '[V1]',
    without: 'looking at the revision of each row',
    history: history('net', { isLocked: false }, [
      step('rename', 1),
      step('sync', 1),
      step('start', 0),
      step('hold', 0, 0),
      step('rename', 1),
      step('sync', 1),
      step('sync', 0, 0),
      step('deliver', 0, 0),
    ]),
  },
  {
    law: '[V1]',
    without: 'looking at the revision of each message',
    history: history('net', { isLocked: false }, [
      step('delete message', 1, 0),
      step('sync', 1),
      step('start', 0),
      step('hold', 0, 0),
      { kind: 'delete message', who: 1, at: 0, more: 0 },
      step('sync', 1),
      step('sync', 0, 0),
      step('deliver', 0, 0),
    ]),
  },
  {
    law: '[N1] [C1]',
    without: 'throwing away what was answered before a recovery',
    history: history('restore', { isLocked: false, maxChanges: 1 }, [
      step('save', 0),
      ...times(3, step('append', 0)),
      step('sync', 0),
      step('rename', 0),
      step('start', 0),
      step('hold', 0, 0),
      step('restore', 0),
      ...times(4, step('append', 1)),
      step('sync', 1),
      step('start', 0, 0),
      ...times(8, meet(21)),
      meet(0),
      step('deliver', 0, 0),
    ]),
  },
  {
    law: '[I1]',
    without: 'refusing what comes late from a former identity',
    history: history('disk', { maxChanges: 1 }, [
      step('clone', 0),
      ...times(2, step('append', 0)),
      step('start', 0),
      meet(21),
      meet(5),
      step('append', 2),
      step('sync', 2),
    ]),
  },
  {
    law: '[N1]',
    without: 'what an unfinished recovery has still to send',
    history: history('restore', { devices: 1, maxChanges: 1 }, [
      step('save', 0),
      ...times(3, step('append', 0)),
      step('sync', 0),
      step('restore', 0),
      step('start', 0),
      ...times(6, meet(21)),
      step('die', 0, 0),
      step('restore', 0),
      step('sync', 0),
    ]),
  },
  {
    law: '[D1]',
    without: 'holding a restored deletion against what was written since',
    history: history('restore', {}, [
      step('save', 0),
      step('trash', 0),
      step('sync', 0),
      step('restore', 0),
      step('append', 1),
      step('sync', 1),
      step('sync', 0),
    ]),
  },
  {
    law: '[D1]',
    without: 'holding a restored message against the deletion of its chat',
    history: history('restore', {}, [
      step('save', 1),
      step('append', 1),
      step('sync', 1),
      step('restore', 1),
      step('trash', 0),
      step('sync', 0),
      step('sync', 1),
    ]),
  },
  {
    law: '[D1]',
    without: 'taking a message that is refused in one batch with a deletion out of its count',
    history: history('net', {}, REFUSED_AND_TRASHED),
  },
  {
    law: '[D1]',
    without: 'taking a message that was refused before a deletion is sent out of its count',
    history: history('net', { maxChanges: 1 }, REFUSED_AND_TRASHED),
  },
  {
    law: '[D1]',
    without: 'taking a message that was given up out of the count of a deletion',
    history: history('net', {}, [
      step('append', 0),
      step('sync', 0),
      { kind: 'poison', who: 1, at: 1, more: 0 },
      step('trash', 1),
      step('sync', 1),
    ]),
  },
  {
    law: '[N1]',
    without: 'bringing back the files that a restored server lost',
    history: history('restore', {}, [
      step('save', 0),
      step('attach', 0),
      step('sync', 0),
      step('restore', 0),
    ]),
  },
  {
    law: '[K1]',
    without: 'marking what was set as an answer',
    history: history('net', {}, [
      step('rename', 0),
      step('rename', 1),
      step('sync', 1),
      step('rename', 1),
      step('sync', 0),
      step('answer', 0),
      step('sync', 0),
    ]),
  },
  {
    law: '[I1]',
    without: 'having each former value once in a history',
    history: history('restore', {}, [
      step('save', 0),
      step('trash', 0),
      step('sync', 0),
      step('restore', 0),
      step('append', 1),
      step('sync', 1),
      step('sync', 0),
      step('trash', 0),
      step('sync', 0),
    ]),
  },
  {
    law: '[C1]',
    without: 'letting go of the conflicts of an erased folder',
    history: history('net', {}, [
      step('create folder', 0),
      step('sync', 0),
      step('sync', 1),
      step('rename folder', 0),
      step('rename folder', 1),
      step('sync', 0),
      step('sync', 1),
      step('sync', 0),
      step('delete folder', 0),
      step('purge folder', 0),
      step('sync', 0),
      step('sync', 1),
    ]),
  },
]
