/** How one chat or folder is kept, as its dialog and the chat's own screen say it. */

import type { ChatDatabase } from './database.ts'
import type { Owner } from './holds.ts'
import { chatsUnder } from './keep-tree.ts'
import type { KeepingRecord } from './keeping.ts'
import { type Mode, modeOfFolder, ownMode, readFolderTree } from './modes.ts'
import { isAtServer } from './only-here.ts'

/** What the dialog and the chat's own screen need to know. */
export interface Standing {
  readonly mode: Mode
  /** What the folder around says; null: there is none. */
  readonly around: Mode | null
  /** It has no word of its own. */
  readonly isAsAround: boolean
  /** No server can have it, nor a chat in it. */
  readonly isOnlyHere: boolean
}

/** null: there is no such chat or folder. For live queries. */
export const readStanding = (db: ChatDatabase, { entity, id }: Owner): Promise<Standing | null> =>
  db.transaction(
    'r',
    [db.chats, db.folders, db.keeping, db.shadow, db.outbox, db.sync],
    async () => {
      const row = entity === 'chat' ? await db.chats.get(id) : await db.folders.get(id)
      if (row === undefined) return null
      const aroundId = row.entity === 'chat' ? row.folderId : row.parentId
      const [kept, isOnlyHere, tree] = await Promise.all([
        db.keeping.get(id),
        isWhollyHere(db, { entity, id }),
        readFolderTree(db, aroundId === null ? [] : [aroundId]),
      ])
      const around = aroundId === null ? null : modeOfFolder(tree, aroundId)
      const word = wordOf({ kept, own: ownMode(row), around })
      return { ...word, around, isOnlyHere }
    },
  )

const isWhollyHere = async (db: ChatDatabase, of: Owner): Promise<boolean> => {
  if ((await isAtServer(db, of)) !== 'none') return false
  const chats = of.entity === 'folder' ? (await chatsUnder(db, of.id)).chats : []
  for (const { id } of chats)
    if ((await isAtServer(db, { entity: 'chat', id })) !== 'none') return false
  return true
}

interface Words {
  readonly kept: KeepingRecord | undefined
  readonly own: ReturnType<typeof ownMode>
  readonly around: Mode | null
}

const wordOf = ({ kept, own, around }: Words): Pick<Standing, 'mode' | 'isAsAround'> =>
  kept === undefined
    ? { mode: own ?? around ?? 'everywhere', isAsAround: own === null }
    : { mode: 'device', isAsAround: kept.from === 'folder' }
