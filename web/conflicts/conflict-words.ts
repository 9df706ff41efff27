/** A conflict in words: what it is about, and what each of its two values means; pure. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import { clockTime, dayAndMonth } from '../ui/time-words.ts'
import type { Side, Sides } from './sides.ts'

type Sayable = Pick<ConflictLine, 'field' | 'name' | 'ofEntity'>

const ABOUT: Readonly<Record<string, string>> = {
  title: 'Title of ',
  name: 'Name of ',
  folderId: 'Folder of ',
  parentId: 'Place of ',
  pinned: 'Pin of ',
  archived: 'Archiving of ',
  content: 'A text in ',
  status: 'A reply in ',
  syncMode: 'Where to keep ',
}

const SWITCHES: Readonly<Record<string, readonly [string, string]>> = {
  deleted: ['Deleted', 'Kept'],
  pinned: ['Pinned', 'Not pinned'],
  archived: ['Archived', 'Not archived'],
}

const folderWords = (value: unknown): string => (value === null ? 'In no folder' : 'In a folder')

/** Values that are no words themselves. */
const PLACES: Readonly<Record<string, (value: unknown) => string>> = {
  folderId: folderWords,
  parentId: folderWords,
  syncMode: (value) => (value === 'cloud' ? 'Text in the cloud' : 'Everywhere'),
}

/** "‘Trip plan’", or what it is where it has no name. */
export const thingName = ({ name, ofEntity }: Omit<Sayable, 'field'>): string =>
  name === null || name === '' ? `a ${ofEntity}` : `‘${name}’`

/** "Title of ‘Trip plan’ was changed in two places". */
export const conflictWords = (conflict: Sayable): string => {
  const thing = thingName(conflict)
  if (conflict.field !== 'deleted')
    return `${ABOUT[conflict.field] ?? 'Something in '}${thing} was changed in two places`
  const what = conflict.ofEntity === 'message' ? `A message in ${thing}` : thing
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} was deleted in one place and used in another`
}

/** "Deleted on Pixel 8 while you wrote." */
export const deletionWords = (sides: Sides): string => {
  const deleter = sides.find(({ value }) => value === true)
  const writer = sides.find(({ value }) => value !== true)
  const where = deleter?.isThisDevice === true ? 'this device' : deleter?.properName
  const who =
    writer === undefined || writer.deviceId === null
      ? 'something new was written'
      : writer.isThisDevice
        ? 'you wrote here'
        : `something was written on ${writer.properName}`
  return `Deleted on ${where ?? 'another device'} while ${who}.`
}

export const valueWords = (field: string, value: unknown): string => {
  const [whenTrue, whenFalse] = SWITCHES[field] ?? ['Yes', 'No']
  if (typeof value === 'boolean') return value ? whenTrue : whenFalse
  return PLACES[field]?.(value) ?? (typeof value === 'string' && value !== '' ? value : 'Nothing')
}

/** What choosing one side of a deletion does. */
export const fateWords = ({ value }: Pick<Side, 'value'>): string =>
  value === true
    ? 'Goes to the trash again; it can be brought back from there.'
    : 'Stays, with everything in it.'

/** Whether a conflict is about words, which can be compared, put together, and kept both. */
export const isOfWords = ({ field }: Pick<ConflictLine, 'field'>): boolean =>
  field === 'title' || field === 'name' || field === 'content'

/** What keeping a side is called: "Keep this device", "Keep Pixel 8", "Delete again". */
export const keepWords = (
  { field, ofEntity }: Pick<ConflictLine, 'field' | 'ofEntity'>,
  side: Side,
): string => {
  if (field === 'deleted') return side.value === true ? 'Delete again' : `Keep ${ofEntity}`
  return `Keep ${inSentence(side.name)}`
}

/** A name within a sentence; what stands for one is no name. */
export const inSentence = (name: string): string =>
  name.replace(/^(?:This|One|Another) device/, (words) => words.toLowerCase())

const FROM = ' (from '

/** How the title of a copy begins, whoever made it and when. */
export const copyStart = (value: unknown): string =>
  `${typeof value === 'string' ? value.trim() : ''}${FROM}`.trimStart()

/** "Trip plan (from Pixel 8, 22 Nov 13:58)": never longer than a title may be, and the end stays. */
export const copyTitle = (
  { value, properName, at }: Pick<Side, 'value' | 'properName' | 'at'>,
  limit: number,
): string => {
  const time = at === null ? '' : `, ${dayAndMonth(at)} ${clockTime(at)}`
  const end = `${FROM}${properName.slice(0, 60)}${time})`
  const title = typeof value === 'string' ? value : ''
  return `${title.slice(0, Math.max(0, limit - end.length)).trim()}${end}`.trim()
}
