/** Where a chat or folder is kept, in words; pure. */

import type { Mode } from '../../db/device/modes.ts'
import type { TakeOutOutcome } from '../../db/device/take-out.ts'
import { countWords } from '../ui/count-words.ts'

export type Entity = 'chat' | 'folder'

export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  everywhere: 'Everywhere',
  device: 'Only on this device',
  cloud: 'In the cloud',
}

const OF_CHAT: Readonly<Record<Mode, string>> = {
  everywhere: 'In the cloud, and with all its text on each of your devices.',
  device: 'What is written from now on stays here: no other device and no cloud has it.',
  cloud: 'Listed on your devices, which load its text when you open it.',
}

const OF_FOLDER: Readonly<Record<Mode, string>> = {
  everywhere: 'Its chats are in the cloud, and with all their text on each of your devices.',
  device:
    'What is written in its chats from now on, and new chats in it, stay here: no other device and no cloud has them.',
  cloud: 'Its chats are listed on your devices, which load their text when you open them.',
}

export const modeSentence = (entity: Entity, mode: Mode): string =>
  entity === 'chat' ? OF_CHAT[mode] : OF_FOLDER[mode]

/** The choice of having no word of its own. */
export const aroundSentence = (around: Mode): string =>
  `Now: ${MODE_NAMES[around].toLocaleLowerCase('en')}.`

/** A name in quotation marks, or what it is where it has none. */
export const quoted = (entity: Entity, name: string): string =>
  name === '' ? `this ${entity}` : `‘${name}’`

const atStart = (words: string): string => words.charAt(0).toLocaleUpperCase('en') + words.slice(1)

/** What is so from now on, where it is to be as its folder says: `mode` is what that says. */
export const doneWords = (name: string, mode: Mode): string => {
  if (mode === 'everywhere') return `${atStart(name)} is synced everywhere.`
  return mode === 'cloud'
    ? `The text of ${name} is kept in the cloud.`
    : `${atStart(name)} is only on this device now.`
}

/** Why a chat could not be taken out of the cloud; nothing has changed then. */
export const refusalWords = (
  outcome: Exclude<TakeOutOutcome, { readonly kind: 'taken' }>,
): string => {
  switch (outcome.kind) {
    case 'text_missing':
      return 'Its text is not all on this device yet. Open it while online, then try again.'
    case 'files_missing':
      return `${countWords(outcome.count, 'file')} of it ${outcome.count === 1 ? 'is' : 'are'} not on this device. Open ${outcome.count === 1 ? 'it' : 'them'} while online, then try again.`
    case 'busy':
      return 'A reply is being written in it. Try again when it has ended.'
    case 'missing':
      return 'It is not here any more.'
    case 'no_space':
      return 'There is no room on this device for it.'
    case 'closed':
    case 'lost':
      return 'This device did not store it. Try again.'
  }
}

const chatsAre = (count: number): string =>
  `${countWords(count, 'chat')} ${count === 1 ? 'is' : 'are'}`

export const onlyHereWords = (count: number): string => `${chatsAre(count)} only on this device`

export const inCloudWords = (count: number): string =>
  `${countWords(count, 'chat')} ${count === 1 ? 'has its' : 'have their'} text in the cloud`

/** Beside what a search has found. */
export const notSearchedWords = (count: number): string =>
  count === 1
    ? 'The text of 1 chat is in the cloud: only its title is searched.'
    : `The text of ${countWords(count, 'chat')} is in the cloud: only their titles are searched.`

export const notExportedWords = (count: number): string =>
  `The text of ${countWords(count, 'chat')} is in the cloud, and not in the file.`
