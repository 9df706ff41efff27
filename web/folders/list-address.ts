/** Which chats the list shows, as an address: all, those of one folder, or the archive. */

import type { FolderId } from '../../db/protocol/ids.ts'
import { idOf, isIdText } from '../../db/protocol/make-id.ts'

export const ALL = '/'
export const ARCHIVE = '/archive'
const FOLDER = '/folder/'

export const addressOf = (folderId: FolderId | null): string =>
  folderId === null ? ALL : FOLDER + folderId

/** The folder of a list; null where it shows another one, or the address is none. */
export const folderOf = (address: string): FolderId | null => {
  const id = address.startsWith(FOLDER) ? address.slice(FOLDER.length) : ''
  return isIdText(id) ? idOf(id) : null
}

let last = ALL

/** Where "back to the chats" leads: to the list that was gone to last. */
export const listAddress = (): string => last

/** The list at this address, or the last one where a list is only seen beside what stands there. */
export const listAt = (path: string): string => (isList(path) ? path : last)

export const noteList = (path: string): void => {
  last = listAt(path)
}

/** Whether a list stands at this address, and not something that is seen beside it. */
const isList = (path: string): boolean =>
  path === ALL || path === ARCHIVE || folderOf(path) !== null
