/** A person says where a chat, or all of a folder, is to be: everywhere, in the cloud only, or only here. */

import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { holdWaiting, releaseHeld } from './hold.ts'
import type { Owner } from './holds.ts'
import { keepTrees, keptIn } from './keep-tree.ts'
import { isFolderKept, type Mode, ownMode, readFolderTree } from './modes.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import type { WriteDeps, WriteOutcome } from './write.ts'
import { writeActs } from './write-acts.ts'

export type ModeOutcome =
  | { readonly kind: 'set' }
  | Exclude<WriteOutcome, { kind: 'written' }>
  | StorageFault

/** `mode` null: as the folder around it says. */
export interface ModeChoice {
  readonly of: Owner
  readonly mode: Mode | null
}

/**
 * One transaction. Only here: what waits is held from now on, and what others have of it stays as it
 * is. Otherwise: what was held waits, in the order in which it was written, and the other devices are
 * told of the mode.
 */
export const setMode = (
  db: ChatDatabase,
  deps: WriteDeps,
  { of, mode }: ModeChoice,
): Promise<ModeOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<ModeOutcome> => {
      if (mode === 'device') {
        await keepHere(db, of, 'person')
        return { kind: 'set' }
      }
      await letGo(db, of, mode)
      const outcome = await writeActs(db, deps, await draftsOf(db, of, mode))
      return outcome.kind === 'written' ? { kind: 'set' } : outcome
    }),
  )

const keepHere = async (db: ChatDatabase, of: Owner, from: 'person' | 'folder'): Promise<void> => {
  await db.keeping.put({ ...of, mode: 'device', from })
  await holdWaiting(db, await keepTrees(db, [of]))
}

/** What its folder keeps stays kept where it is to be as the folder says. */
const letGo = async (db: ChatDatabase, of: Owner, mode: Mode | null): Promise<void> => {
  if (mode === null && (await isAroundKept(db, of))) {
    await keepHere(db, of, 'folder')
    return
  }
  const inside = of.entity === 'folder' ? await keptIn(db, of.id) : []
  const free = [of, ...inside]
  await db.keeping.bulkDelete(free.map(({ id }) => id))
  await releaseHeld(db, free)
}

const isAroundKept = async (db: ChatDatabase, { entity, id }: Owner): Promise<boolean> => {
  const around =
    entity === 'chat' ? (await db.chats.get(id))?.folderId : (await db.folders.get(id))?.parentId
  return around == null ? false : isFolderKept(await readFolderTree(db, [around]), around)
}

/** None where it says so already. What lies in no folder needs no word of its own to be everywhere. */
const draftsOf = async (
  db: ChatDatabase,
  of: Owner,
  mode: Exclude<Mode, 'device'> | null,
): Promise<readonly ChangeDraft[]> => {
  const row = of.entity === 'chat' ? await db.chats.get(of.id) : await db.folders.get(of.id)
  const around = row?.entity === 'chat' ? row.folderId : row?.parentId
  const value = mode === 'everywhere' && around == null ? null : mode
  return row === undefined || ownMode(row) === value ? [] : [draftOf(of, value)]
}

const draftOf = ({ entity, id }: Owner, value: Exclude<Mode, 'device'> | null): ChangeDraft =>
  entity === 'chat'
    ? { kind: 'chat.set', chatId: idOf(id), field: 'syncMode', value }
    : { kind: 'folder.set', folderId: idOf(id), field: 'syncMode', value }
