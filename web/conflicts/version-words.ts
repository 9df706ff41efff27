/** Earlier values of a chat in words, and which of them can be had again; pure. */

import type { Version } from '../../db/device/versions.ts'
import { valueWords } from './conflict-words.ts'

const SWITCHES = {
  archived: ['In the archive', 'In the list'],
  deleted: ['In the trash', 'Not deleted'],
} as const

export const versionWords = (
  { field, value }: Pick<Version, 'field' | 'value'>,
  folderNames: ReadonlyMap<string, string>,
): string => {
  if (field === 'folderId' && typeof value === 'string')
    return folderNames.get(value) ?? 'A folder that is not here'
  if ((field === 'archived' || field === 'deleted') && typeof value === 'boolean')
    return SWITCHES[field][value ? 0 : 1]
  return field === 'title' && value === '' ? 'Untitled chat' : valueWords(field, value)
}

/** Not what stands already; and what became of a chat in other ways has its own place to be done. */
export const isRestorable = (
  { field, kind, value }: Version,
  versions: readonly Version[],
): boolean => {
  if (kind === 'now' || field === 'syncMode') return false
  if (field === 'deleted' && value === true) return false
  return !versions.some((one) => one.field === field && one.kind === 'now' && one.value === value)
}
