/** The words of each sync state: short for the pill, a sentence for the sheet and the sync centre; pure. */

import { FAULTS } from '../../db/protocol/fault.ts'
import { countWords, numberWords } from '../ui/count-words.ts'
import { sinceWords, timeAgo, waitWords } from '../ui/time-words.ts'
import { stuckWords, unreachableWords } from './outage-words.ts'
import type { FirstDownload, PillState } from './pill-state.ts'
import { words, type PillWords } from './say.ts'
import { signInWords } from './sign-in-words.ts'

const waitingWords = (waiting: number, where = ''): string =>
  waiting === 0 ? '' : ` ${countWords(waiting, 'change waits', 'changes wait')}${where}.`

/** "2 min. ago (14:03)"; the day as well where it was another one. */
export const lastSyncedWords = (at: number, now: number): string =>
  `Last synced ${timeAgo(at, now)} (${sinceWords(at, now)})`

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

/** Shorter waits are over before they are read. */
const SHORTEST_LEFT_MS = 5000

export const sharePercent = ({ received, left }: FirstDownload): number | null => {
  if (left === null) return null
  const all = received + left
  return all === 0 ? 0 : Math.floor((received / all) * 100)
}

const firstDownload = (state: FirstDownload): PillWords => {
  const { received, left, leftMs } = state
  const share = sharePercent(state)
  if (share === null || left === null)
    return words('info', 'Getting chats', 'Getting your chats. You can keep using the app.')
  const time =
    leftMs === null || leftMs < SHORTEST_LEFT_MS ? '' : `, about ${waitWords(leftMs)} left`
  const done = `${numberWords(received)} of ${countWords(received + left, 'message')}`
  return {
    ...words(
      'info',
      `Getting chats ${share}%`,
      `Downloading ${done}${time}. You can keep using the app.`,
    ),
    spoken: `Downloading ${countWords(received + left, 'message')}. You can keep using the app.`,
  }
}

const conflicts = ({ conflicts: count, name }: Extract<PillState, { kind: 'conflict' }>) =>
  words(
    'warn',
    countWords(count, 'conflict'),
    name === null
      ? `${countWords(count, 'thing was', 'things were')} changed in two places. Both versions are kept. Choose what to keep.`
      : `‘${name}’ was changed in two places. Choose what to keep.`,
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
      : `${countWords(localChats, 'chat stays', 'chats stay')} only on this device. All other changes are in the cloud.`
  return words('ok', 'Up to date', `${what} ${lastSyncedWords(lastSyncedAt, now)}.`)
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
const storageFull = (waiting: number): PillWords => {
  const out =
    waiting === 0
      ? 'Nothing waits to be sent from here.'
      : `${countWords(waiting, 'change is', 'changes are')} still sent from here.`
  return words(
    'danger',
    'Storage full',
    `This device is out of space, so what is new on other devices can't come in. ${out}`,
  )
}

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
      return signInWords(state)
    case 'conflict':
      return conflicts(state)
    case 'cloud-full':
      return words(
        'warn',
        'Cloud full',
        `${FAULTS.out_of_space.sentence}${waitingWords(state.waiting, ' on this device')}`,
      )
    case 'refused':
      return refused(state.parked)
    case 'paused':
      return words('neutral', 'Paused', `Sync is paused.${waitingWords(state.waiting)}`)
    case 'offline':
      return offline(state.waiting)
    case 'unreachable':
      return unreachableWords(state, now)
    case 'stuck':
      return stuckWords(state, now)
    case 'syncing':
      return syncing(state)
    case 'waiting': {
      const what = countWords(state.waiting, 'change')
      return words('neutral', `${numberWords(state.waiting)} waiting`, `${what} will sync shortly.`)
    }
    case 'first-download':
      return firstDownload(state)
    case 'up-to-date':
      return upToDate(state.lastSyncedAt, state.localChats, now)
  }
}
