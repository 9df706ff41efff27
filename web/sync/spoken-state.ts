/** What of the sync states is told to somebody who does not look at the pill, and when; pure. */

import type { FaultCode } from '../../db/protocol/fault.ts'
import type { Urgency } from '../ui/speech.ts'
import type { PillState } from './pill-state.ts'
import { sharePercent } from './pill-words.ts'

/** The others come and go by themselves, and would only interrupt. */
const SPOKEN: Readonly<Partial<Record<PillState['kind'], Urgency>>> = {
  'cannot-save': 'assertive',
  'storage-full': 'polite',
  'update-needed': 'polite',
  'sign-in': 'polite',
  stuck: 'polite',
  conflict: 'polite',
  'cloud-full': 'polite',
  refused: 'polite',
  offline: 'polite',
  unreachable: 'polite',
  'first-download': 'polite',
}

/** What was told so far. */
export interface Told {
  readonly kind: PillState['kind'] | null
  readonly offlineAt: number
  /** One outage is told once, however often it is tried to end it. */
  readonly isOutageTold: boolean
  readonly download: 'none' | 'begun' | 'half'
}

export const NOTHING_TOLD: Told = {
  kind: null,
  offlineAt: -Infinity,
  isOutageTold: false,
  download: 'none',
}

export interface Telling {
  readonly told: Told
  readonly remark: { readonly text: string; readonly urgency: Urgency } | null
}

const OFFLINE_AGAIN_MS = 60_000

const downloading = (told: Told, state: PillState, spoken: string): Telling => {
  const percent = state.kind === 'first-download' ? sharePercent(state) : null
  const next = { ...told, kind: state.kind }
  if (told.download === 'none')
    return {
      told: { ...next, download: 'begun' },
      remark: { text: spoken, urgency: 'polite' },
    }
  if (told.download === 'begun' && percent !== null && percent >= 50)
    return {
      told: { ...next, download: 'half' },
      remark: { text: 'Half of your chats are here.', urgency: 'polite' },
    }
  return { told: next, remark: null }
}

/** Level with the server: whatever was told is over. */
const level = (told: Told): Telling => ({
  told: { ...NOTHING_TOLD, kind: 'up-to-date', offlineAt: told.offlineAt },
  remark: told.download === 'none' ? null : { text: 'All your chats are here.', urgency: 'polite' },
})

/** An outage that was told already, or a network that went not long ago. */
const isOld = ({ isOutageTold, offlineAt }: Told, { kind }: PillState, now: number): boolean => {
  if (kind === 'unreachable') return isOutageTold
  return kind === 'offline' && now - offlineAt < OFFLINE_AGAIN_MS
}

/** It comes out of nowhere, and what is on this device may need the person. */
const ENDED_BY_OTHERS: ReadonlySet<FaultCode> = new Set(['session_revoked', 'account_deleted'])

const urgencyOf = (state: PillState): Urgency | undefined =>
  state.kind === 'sign-in' && ENDED_BY_OTHERS.has(state.code) ? 'assertive' : SPOKEN[state.kind]

/** Once on entering a state; the sentence of the moment, not its later counts. */
export const tell = (
  told: Told,
  { state, spoken }: { readonly state: PillState; readonly spoken: string },
  now: number,
): Telling => {
  const { kind } = state
  if (kind === 'first-download') return downloading(told, state, spoken)
  if (kind === told.kind) return { told, remark: null }
  if (kind === 'up-to-date') return level(told)
  const urgency = isOld(told, state, now) ? undefined : urgencyOf(state)
  if (urgency === undefined) return { told: { ...told, kind }, remark: null }
  return {
    told: {
      ...told,
      kind,
      isOutageTold: told.isOutageTold || kind === 'unreachable',
      offlineAt: kind === 'offline' ? now : told.offlineAt,
    },
    remark: { text: spoken, urgency },
  }
}
