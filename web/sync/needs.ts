/** What waits for the person rather than for the network; pure. */

import { FAULTS } from '../../db/protocol/fault.ts'
import { needsPerson } from '../../sw/engine/schedule.ts'
import { countWords } from '../ui/count-words.ts'
import type { SyncFacts } from './pill-state.ts'

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
    : [{ kind: 'sign-in', sentence, act: 'Sign in', href: '/sign-in' }]
}

export const needsOf = (facts: Facts): readonly Need[] => {
  const { conflicts, parked } = facts
  const needs = [...ofFault(facts)]
  if (conflicts > 0)
    needs.push({
      kind: 'conflicts',
      sentence: `${countWords(conflicts, 'thing was', 'things were')} changed in two places. Both versions are kept.`,
      act: 'Choose',
      href: '/sync#conflicts',
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
