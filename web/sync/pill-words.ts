/** The words of each sync state: short for the pill, a sentence for the sheet and the sync centre; pure. */

import { FAULTS } from '../../db/protocol/fault.ts'
import type { Reason } from '../../sw/engine/reason.ts'
import { countWords, numberWords } from '../ui/count-words.ts'
import { sinceWords, timeAgo, waitWords } from '../ui/time-words.ts'
import type { PillState, Stuck, StuckCause } from './pill-state.ts'

export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'danger'

export interface PillWords {
  readonly text: string
  readonly sentence: string
  readonly tone: Tone
}

const words = (tone: Tone, text: string, sentence: string): PillWords => ({ tone, text, sentence })

const waitingWords = (waiting: number, then: string): string =>
  waiting === 0 ? '' : ` ${countWords(waiting, 'change')} ${then}`

const syncing = (state: Extract<PillState, { kind: 'syncing' }>): PillWords => {
  const { sent, toSend, received, left } = state
  const parts = [
    toSend > 0
      ? `sending ${numberWords(Math.min(sent + 1, toSend))} of ${countWords(toSend, 'change')}`
      : '',
    received > 0 || (left ?? 0) > 0
      ? left === null
        ? `received ${countWords(received, 'change')}`
        : `receiving ${numberWords(received)} of ${numberWords(received + left)}`
      : '',
  ].filter((part) => part !== '')
  const sentence = parts.length === 0 ? 'checking for changes' : parts.join(', ')
  const count = toSend > 1 ? ` ${numberWords(sent)} of ${numberWords(toSend)}` : ''
  return words(
    'info',
    `Syncing${count}`,
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
  )
}

const firstDownload = (received: number, left: number | null): PillWords => {
  if (left === null)
    return words('info', 'Getting chats', 'Getting your chats. You can keep using the app.')
  const all = received + left
  const share = all === 0 ? 0 : Math.floor((received / all) * 100)
  return words(
    'info',
    `Getting chats ${share}%`,
    `Downloaded ${numberWords(received)} of ${countWords(all, 'message')}. You can keep using the app.`,
  )
}

const signIn = (code: Extract<PillState, { kind: 'sign-in' }>['code']): PillWords => {
  if (code === 'session_revoked')
    return words(
      'warn',
      'Sign in',
      'This device was signed out from another device. Chats here are kept until you remove them.',
    )
  if (code === 'user_mismatch')
    return words(
      'warn',
      'Sign in',
      'Someone else signed in in this browser. Sign in again to sync; your chats are safe here.',
    )
  return words(
    'warn',
    'Sign in',
    'Sign in again to sync. Your chats are safe on this device and you can keep writing.',
  )
}

const waitOf = (retryAt: number | null, now: number): string | null =>
  retryAt === null || retryAt <= now ? null : waitWords(retryAt - now)

const nextTry = (wait: string | null): string =>
  wait === null ? 'Trying again now.' : `Next try in ${wait}.`

const unreachable = (
  { retryAt, waiting }: Extract<PillState, { kind: 'unreachable' }>,
  now: number,
): PillWords => {
  const wait = waitOf(retryAt, now)
  const kept =
    waiting === 0
      ? 'Changes are saved here.'
      : `${countWords(waiting, 'change waits', 'changes wait')} on this device.`
  return words(
    'warn',
    wait === null ? 'Retrying' : `Retrying in ${wait}`,
    `Can't reach the sync server. ${nextTry(wait)} ${kept}`,
  )
}

const REASONS: Readonly<Record<Reason, string>> = {
  network: "The sync server can't be reached.",
  timeout: 'The sync server does not answer in time.',
  portal: 'This network asks you to sign in to it first.',
  unreadable: 'The sync server answers with something this app cannot read.',
  server: 'The sync server has a problem.',
  device_full: 'This device is out of space.',
  device_lost: "This browser's storage does not answer.",
}

const causeWords = (cause: StuckCause): string => {
  if (cause.kind === 'held') return cause.message
  if (cause.kind === 'silent') return 'Sending takes longer than it should.'
  return cause.reason === null ? FAULTS[cause.code].sentence : REASONS[cause.reason]
}

const stuck = ({ waiting, since, cause, retryAt }: Stuck, now: number): PillWords => {
  const next = cause.kind === 'fault' ? ` ${nextTry(waitOf(retryAt, now))}` : ''
  return words(
    'warn',
    `${numberWords(waiting)} stuck`,
    `${countWords(waiting, 'change has', 'changes have')} not been sent since ${sinceWords(since, now)}. ${causeWords(cause)}${next} ${waiting === 1 ? 'It is' : 'They are'} safe on this device.`,
  )
}

const conflicts = (count: number): PillWords =>
  words(
    'warn',
    countWords(count, 'conflict'),
    `${countWords(count, 'thing was', 'things were')} changed in two places. Both versions are kept; choose in the sync centre.`,
  )

const refused = (count: number): PillWords =>
  words(
    'danger',
    `${numberWords(count)} not synced`,
    `${countWords(count, 'change')} can't be synced. ${count === 1 ? 'It is' : 'They are'} safe on this device.`,
  )

const offline = (waiting: number): PillWords => {
  if (waiting === 0) return words('neutral', 'Offline', "You're offline. You can read and write.")
  const what = `${countWords(waiting, 'change')} ${waiting === 1 ? 'syncs' : 'sync'}`
  return words(
    'neutral',
    `Offline · ${numberWords(waiting)} waiting`,
    `You're offline. You can read and write; ${what} when you're back.`,
  )
}

/** "All" is said only where there is nothing beside the account. */
const upToDate = (lastSyncedAt: number, localChats: number, now: number): PillWords => {
  const what =
    localChats === 0
      ? 'All changes are in the cloud.'
      : `All changes of this account are in the cloud. ${countWords(localChats, 'chat stays', 'chats stay')} only on this device.`
  return words('ok', 'Up to date', `${what} Last synced ${timeAgo(lastSyncedAt, now)}.`)
}

const cannotSave = (isLost: boolean): PillWords =>
  words(
    'danger',
    "Can't save",
    isLost
      ? "This browser's storage does not answer, so new messages can't be saved. Nothing saved before is lost."
      : "This device is out of space, so new messages can't be saved. Nothing saved before is lost.",
  )

/** What comes in finds no room; what goes out needs none. */
const storageFull = (waiting: number): PillWords =>
  words(
    'danger',
    'Storage full',
    `This device is out of space, so what is new on other devices can't come in.${waiting === 0 ? ' All that was written here is in the cloud.' : waitingWords(waiting, `${waiting === 1 ? 'is' : 'are'} still sent from here.`)}`,
  )

/** The states that are the same words whatever the counts. */
const FIXED = {
  'update-needed': words(
    'warn',
    'Update needed',
    'Reload to update. Until then your changes stay on this device.',
  ),
  'on-this-device': words(
    'neutral',
    'On this device',
    'Chats are only on this device. Sign in to sync and back up.',
  ),
  checking: words('neutral', 'Checking…', 'Looking at what there is to sync.'),
} as const

/** One case a state: the switch is the table. */
// oxlint-disable-next-line complexity
export const pillWords = (state: PillState, now: number): PillWords => {
  switch (state.kind) {
    case 'cannot-save':
      return cannotSave(state.isLost)
    case 'storage-full':
      return storageFull(state.waiting)
    case 'update-needed':
    case 'on-this-device':
    case 'checking':
      return FIXED[state.kind]
    case 'sign-in':
      return signIn(state.code)
    case 'conflict':
      return conflicts(state.conflicts)
    case 'cloud-full':
      return words(
        'warn',
        'Cloud full',
        `${FAULTS.out_of_space.sentence}${waitingWords(state.waiting, 'wait on this device.')}`,
      )
    case 'refused':
      return refused(state.parked)
    case 'paused':
      return words('neutral', 'Paused', `Sync is paused.${waitingWords(state.waiting, 'wait.')}`)
    case 'offline':
      return offline(state.waiting)
    case 'unreachable':
      return unreachable(state, now)
    case 'stuck':
      return stuck(state, now)
    case 'syncing':
      return syncing(state)
    case 'waiting': {
      const what = countWords(state.waiting, 'change')
      return words('neutral', `${numberWords(state.waiting)} waiting`, `${what} will sync shortly.`)
    }
    case 'first-download':
      return firstDownload(state.received, state.left)
    case 'up-to-date':
      return upToDate(state.lastSyncedAt, state.localChats, now)
  }
}
