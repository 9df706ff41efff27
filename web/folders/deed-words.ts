/** What was done with chats and folders, in words. Pure. */

import type { FolderId } from '../../db/protocol/ids.ts'
import { countWords } from '../ui/count-words.ts'

/** What is done with chats: each of these can be done with many at once. */
export type Deed =
  | { readonly field: 'folderId'; readonly value: FolderId | null }
  | { readonly field: 'pinned' | 'archived' | 'deleted'; readonly value: boolean }

const UNNAMED = 'Unnamed folder'

export const nameOf = ({ name }: { readonly name: string }): string =>
  name === '' ? UNNAMED : name

/** What it is to have it so, and to have it no more. */
const FLAGS = {
  deleted: ['moved to the trash', 'restored'],
  pinned: ['pinned', 'unpinned'],
  archived: ['archived', 'taken out of the archive'],
} as const

/** `folderName`: of the folder that they went into. */
export const deedWords = (deed: Deed, count: number, folderName = ''): string => {
  const chats = count === 1 ? 'Chat' : countWords(count, 'chat')
  if (deed.field === 'folderId')
    return deed.value === null
      ? `${chats} taken out of the folder.`
      : `${chats} moved to “${nameOf({ name: folderName })}”.`
  const [on, off] = FLAGS[deed.field]
  return `${chats} ${deed.value ? on : off}.`
}
