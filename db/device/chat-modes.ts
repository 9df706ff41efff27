/** How the chats of this device are kept, as lists, headers and dialogs say it. */

import { isTextAway } from './text-away.ts'
import type { ChatDatabase } from './database.ts'
import { getMany } from './in-bulk.ts'
import type { Owner } from './holds.ts'
import { chatsUnder } from './keep-tree.ts'
import type { KeepingRecord } from './keeping.ts'
import { type Mode, modeOfFolder, ownMode, readFolderTree } from './modes.ts'
import { isAtServer } from './only-here.ts'
import type { ChatRecord } from './records.ts'

/** Of these chats, those that are not simply everywhere; needs `keeping` and `folders` in a transaction. */
export const readModes = async (
  db: ChatDatabase,
  chats: readonly ChatRecord[],
): Promise<ReadonlyMap<string, Exclude<Mode, 'everywhere'>>> => {
  const [kept, tree] = await Promise.all([
    getMany(
      db.keeping,
      chats.map(({ id }) => id),
    ),
    readFolderTree(
      db,
      chats.flatMap(({ folderId }) => folderId ?? []),
    ),
  ])
  const modes = new Map<string, Exclude<Mode, 'everywhere'>>()
  for (const [at, chat] of chats.entries()) {
    const around = chat.folderId === null ? 'everywhere' : modeOfFolder(tree, chat.folderId)
    const mode = kept[at] === undefined ? (ownMode(chat) ?? around) : 'device'
    if (mode !== 'everywhere') modes.set(chat.id, mode)
  }
  return modes
}

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

/** Chats of the account that are only on this device. */
export const countHeldChats = (db: ChatDatabase): Promise<number> =>
  db.keeping.filter(({ entity }) => entity === 'chat').count()

/** Chats that are only on this device, and those whose text is only in the cloud. Live. */
export const countModes = async (
  db: ChatDatabase,
): Promise<{ readonly here: number; readonly cloud: number }> =>
  db.transaction('r', db.keeping, db.bodies, async () => {
    const [here, cloud] = await Promise.all([
      countHeldChats(db),
      db.bodies.filter(isTextAway).count(),
    ])
    return { here, cloud }
  })
