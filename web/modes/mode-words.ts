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
  everywhere: 'All chats in it are in the cloud, and with all their text on each of your devices.',
  device:
    'What is written in it from now on, and new chats in it, stay here: no other device and no cloud has them.',
  cloud: 'All chats in it are listed on your devices, which load their text when you open them.',
}

export const modeSentence = (entity: Entity, mode: Mode): string =>
  entity === 'chat' ? OF_CHAT[mode] : OF_FOLDER[mode]

export interface Inside {
  readonly chats: number
  readonly folders: number
  /** Of the chats, those that do not go by what is chosen for the folder. */
  readonly apart: number
}

/** For whom a choice is made that is made for a folder. */
export const insideWords = ({ chats, folders, apart }: Inside): string => {
  const inner = folders === 0 ? '' : ` and ${countWords(folders, 'folder')}, which go by it too`
  const holds = `It holds ${countWords(chats, 'chat')}${inner}.`
  if (apart === 0) return holds
  const some = apart === 1 ? '1 of the chats has a choice' : `${apart} of the chats have a choice`
  return `${holds} ${some} of ${apart === 1 ? 'its' : 'their'} own, and ${apart === 1 ? 'keeps' : 'keep'} it.`
}

/** What becomes of all that others have. */
export const takenOutWords = (inside: Inside | null): string => {
  if (inside === null) return 'It goes to the trash there, for 30 days. All of it stays here.'
  const { chats, folders } = inside
  if (chats === 0) return 'There is no chat in it that they could have.'
  const inner = folders === 1 ? ' and in the folder inside' : ' and in the folders inside'
  const go =
    chats === 1 ? 'The chat in it goes' : `All ${chats} chats in it${folders === 0 ? '' : inner} go`
  return `${go} to the trash there, for 30 days. All of it stays here.`
}

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

/** Why a chat could not be taken out of the cloud; `chat`: which one, of a folder. */
export const refusalWords = (
  outcome: Exclude<TakeOutOutcome, { readonly kind: 'taken' }>,
  chat = 'it',
): string => {
  switch (outcome.kind) {
    case 'text_missing':
      return `The text of ${chat} is not all on this device yet. Open it while online, then try again.`
    case 'files_missing':
      return filesMissingWords(outcome.count, chat)
    case 'busy':
      return `A reply is being written in ${chat}. Try again when it has ended.`
    case 'on_its_way':
      return `It is not known yet whether the cloud has ${chat}. Try again when this device has synced.`
    case 'missing':
      return 'It is not here any more.'
    case 'no_space':
      return 'There is no room on this device for it.'
    case 'closed':
    case 'lost':
      return 'This device did not store it. Try again.'
  }
}

const filesMissingWords = (count: number, chat: string): string =>
  count === 1
    ? `1 file of ${chat} is not on this device. Open it while online, then try again.`
    : `${count} files of ${chat} are not on this device. Open them while online, then try again.`

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
