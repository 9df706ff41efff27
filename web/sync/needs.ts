/** What waits for the person rather than for the network; pure. */

import { FAULTS } from '../../db/protocol/fault.ts'
import { needsPerson } from '../../sw/engine/schedule.ts'
import { countWords } from '../ui/count-words.ts'
import type { PillState, SyncFacts } from './pill-state.ts'
import { wayBack } from './way-back.ts'

export interface Need {
  readonly kind: 'sign-in' | 'update' | 'conflicts' | 'refused' | 'device-full' | 'cloud-full'
  readonly sentence: string
  readonly act: string
  /** Where to go; `reload`: the page itself. */
  readonly href: string
}

type Facts = Pick<SyncFacts, 'fault' | 'conflicts' | 'parked' | 'isStorageFailing'>

const ofFault = ({ fault, isStorageFailing }: Facts): readonly Need[] => {
  if (isStorageFailing || fault?.reason === 'device_full')
    return [
      {
        kind: 'device-full',
        sentence: 'This device is out of space for chats.',
        act: 'See storage',
        href: '/sync#storage',
      },
    ]
  if (fault === null) return []
  const { sentence, remedy } = FAULTS[fault.code]
  if (fault.code === 'out_of_space')
    return [{ kind: 'cloud-full', sentence, act: 'See what waits', href: '/sync#outbox' }]
  if (!needsPerson(fault.code)) return []
  return remedy === 'update'
    ? [{ kind: 'update', sentence, act: 'Reload', href: 'reload' }]
    : [{ kind: 'sign-in', sentence, ...wayBack(fault.code) }]
}

export const needsOf = (facts: Facts): readonly Need[] => {
  const { conflicts, parked } = facts
  const needs = [...ofFault(facts)]
  if (conflicts > 0)
    needs.push({
      kind: 'conflicts',
      sentence: `${countWords(conflicts, 'thing was', 'things were')} changed in two places. Both versions are kept.`,
      act: 'Choose',
      href: '/conflicts',
    })
  if (parked > 0)
    needs.push({
      kind: 'refused',
      sentence: `${countWords(parked, 'change')} can't be synced. ${parked === 1 ? 'It is' : 'They are'} safe on this device.`,
      act: 'Review',
      href: '/sync#outbox',
    })
  return needs
}

const SAID_BY: Readonly<Record<Need['kind'], readonly PillState['kind'][]>> = {
  'sign-in': ['sign-in'],
  update: ['update-needed'],
  conflicts: ['conflict'],
  refused: ['refused'],
  'device-full': ['cannot-save', 'storage-full'],
  'cloud-full': ['cloud-full'],
}

/** Those worth a list: a single one that the state says already is not said twice. */
export const needsBeside = (facts: Facts, { kind }: Pick<PillState, 'kind'>): readonly Need[] => {
  const needs = needsOf(facts)
  const [only, second] = needs
  if (only === undefined || second !== undefined) return needs
  return SAID_BY[only.kind].includes(kind) ? [] : needs
}
