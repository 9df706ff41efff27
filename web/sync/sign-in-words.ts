/** What is said when syncing waits for a sign-in, by how the former one ended; pure. */

import { countWords } from '../ui/count-words.ts'
import type { SignInNeeded } from './pill-state.ts'
import { words, type PillWords } from './say.ts'

const again = (waiting: number): string =>
  waiting === 0
    ? 'Sign in again to sync. Your chats are safe on this device and you can keep writing.'
    : `Sign in to upload ${countWords(waiting, 'change')}. ${waiting === 1 ? 'It is' : 'They are'} safe on this device and you can keep writing.`

/** What waits is named last: it stays here, whatever happened. */
const waitsHere = (waiting: number): string =>
  waiting === 0 ? '' : ` ${countWords(waiting, 'change waits', 'changes wait')} for that.`

export const ACCOUNT_DELETED =
  'This account was deleted. Its chats are still on this device: export what you want to keep. They stay until you remove them.'

export const signInWords = ({ code, waiting }: SignInNeeded): PillWords => {
  if (code === 'account_deleted') return words('danger', 'Account deleted', ACCOUNT_DELETED)
  if (code === 'session_revoked')
    return words(
      'warn',
      'Sign in',
      `This device was signed out from another device. Chats here are kept until you remove them.${waiting === 0 ? '' : ` ${again(waiting)}`}`,
    )
  if (code === 'user_mismatch')
    return words(
      'warn',
      'Sign in',
      `Someone else signed in in this browser. Sign in again to sync; your chats are safe here.${waitsHere(waiting)}`,
    )
  return words('warn', 'Sign in', again(waiting))
}
