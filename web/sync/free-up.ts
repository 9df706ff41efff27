/** Lets go of what the cloud has too, as a person asked: only once that is proven. */

import { freeFiles, freeText, oldChats } from '../../db/device/free-space.ts'
import type { Home } from '../session/home.ts'
import { countWords, sizeWords } from '../ui/count-words.ts'
import { prove } from './prove.ts'
import { outcomeWords } from './verified-words.ts'

/** `amount`: chats, or bytes. */
export interface Freed {
  readonly what: 'text' | 'files'
  readonly amount: number
  readonly problem: string | null
}

export const freeUp = async (home: Home, what: Freed['what']): Promise<Freed> => {
  const proven = await prove(home)
  if (proven.kind !== 'verified')
    return { what, amount: 0, problem: outcomeWords(proven) ?? 'Try again in a moment.' }
  const { database } = home
  const now = Date.now()
  const freed =
    what === 'files'
      ? await freeFiles(database, now)
      : await freeText(database, await oldChats(database, now), now)
  return typeof freed === 'number'
    ? { what, amount: freed, problem: null }
    : { what, amount: 0, problem: 'This browser’s storage did not answer.' }
}

export const freedWords = ({ what, amount, problem }: Freed): string => {
  if (problem !== null) return `Nothing was removed. ${problem}`
  if (amount === 0) return 'There was nothing to remove.'
  return what === 'files'
    ? `Removed ${sizeWords(amount)} of files from this device. The cloud has them.`
    : `The text of ${countWords(amount, 'chat')} is in the cloud alone now.`
}
