/** The sentence of each notice; pure. */

import { countWords, sizeWords } from '../../ui/count-words.ts'
import { ACCOUNT_DELETED } from '../sign-in-words.ts'
import type { Notice } from './notices.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const offWords = (ms: number): string => {
  if (ms < 2 * HOUR_MS) return countWords(Math.round(ms / MINUTE_MS), 'minute')
  if (ms < 2 * DAY_MS) return countWords(Math.round(ms / HOUR_MS), 'hour')
  return countWords(Math.round(ms / DAY_MS), 'day')
}

export const noticeWords = (notice: Notice): string => {
  switch (notice.kind) {
    case 'revoked':
      return 'This device was signed out from another device. Chats here are kept until you remove them.'
    case 'account-deleted':
      return ACCOUNT_DELETED
    case 'low-storage':
      return `This device has ${sizeWords(notice.leftBytes)} left for chats.`
    case 'unprotected':
      return `Your browser may delete chats on this device when space runs low. ${notice.isSignedIn ? 'Install the app' : 'Sign in or install the app'} to protect them.`
    case 'wrong-clock':
      return `This device's clock is ${offWords(notice.offMs)} off. Sync still works; times may look wrong.`
  }
}
