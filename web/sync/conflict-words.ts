/** A conflict in words: what it is about, and what each of its two values means; pure. */

import type { ConflictLine } from '../../db/device/conflicts.ts'

type Sayable = Pick<ConflictLine, 'field' | 'name' | 'ofEntity'>

const ABOUT: Readonly<Record<string, string>> = {
  title: 'the title of',
  name: 'the name of',
  folderId: 'the folder of',
  parentId: 'the place of',
  pinned: 'the pin of',
  archived: 'the archiving of',
  deleted: 'the deletion of',
}

const SWITCHES: Readonly<Record<string, readonly [string, string]>> = {
  deleted: ['Deleted', 'Not deleted'],
  pinned: ['Pinned', 'Not pinned'],
  archived: ['Archived', 'Not archived'],
}

/** "Two devices changed the title of “Trip plan”." */
export const conflictWords = ({ field, name, ofEntity }: Sayable): string => {
  const what = name === null || name === '' ? `a ${ofEntity}` : `“${name}”`
  return `Two devices changed ${ABOUT[field] ?? 'something in'} ${what}.`
}

export const valueWords = (field: string, value: unknown): string => {
  const [whenTrue, whenFalse] = SWITCHES[field] ?? ['Yes', 'No']
  if (typeof value === 'boolean') return value ? whenTrue : whenFalse
  if (field === 'folderId' || field === 'parentId')
    return value === null ? 'In no folder' : 'In a folder'
  return typeof value === 'string' && value !== '' ? value : 'Nothing'
}
