/** Which text is to be let go of and which is to come back, as the modes of chats and folders have it. */

import { Dexie } from 'dexie'
import type { ChatId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import { rowKey } from '../protocol/row-key.ts'
import { isAllInCloud } from './all-in-cloud.ts'
import { dropBody } from './bodies.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { type FolderTree, modeOfFolder, ownMode, readFolderTree } from './modes.ts'
import type { BodyRecord, FolderRecord, MessageBlock } from './records.ts'
import { attempt, isStorageFault, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

/** Text that was looked at stays for so long. */
export const VISIT_MS = 60 * 60 * 1000

export interface Settled {
  readonly kind: 'settled'
  readonly dropped: number
  /** Chats whose text would go, were it compared with the server's since it came. */
  readonly unproven: number
  /** Chats whose text is to be here again. */
  readonly wanted: readonly ChatId[]
}

/**
 * For the end of a full sync. Text goes only where all of it is in the cloud: what has an unanswered
 * change, is held, is looked at, goes by an unanswered word or was not compared yet stays, and so does all while rows are still to
 * come. One transaction a chat: nobody waits behind many.
 */
export const settleBodies = async (
  db: ChatDatabase,
  now: number,
): Promise<Settled | StorageFault> => {
  const plan = await attempt(db, async () => ({ kind: 'planned' as const, ...(await look(db)) }))
  if (plan.kind !== 'planned') return plan
  const counts = { dropped: 0, unproven: 0, kept: 0 }
  for (const chatId of plan.cloud) {
    const done = await attempt(db, () => letGo(db, chatId, now))
    if (isStorageFault(done)) return done
    counts[done.kind] += 1
  }
  const { dropped, unproven } = counts
  return { kind: 'settled', dropped, unproven, wanted: plan.wanted }
}

/** Somebody looks at the text of this chat, which is to be in the cloud only: it stays a while longer. */
export const noteVisit = (db: ChatDatabase, chatId: ChatId, now: number): Promise<void> =>
  db.transaction('rw', db.bodies, async () => {
    const body = await db.bodies.get(chatId)
    if (body === undefined || body.state === 'visiting')
      await db.bodies.put({ chatId, state: 'visiting', since: now })
  })

interface Plan {
  readonly cloud: readonly ChatId[]
  readonly wanted: readonly ChatId[]
}

/** By keys alone: this is done after every full sync, and there may be ten thousand chats. */
const look = (db: ChatDatabase): Promise<Plan> =>
  db.transaction('r', [db.chats, db.folders, db.keeping, db.bodies], async () => {
    const isOfCloud = await cloudTest(db)
    const bodies = await db.bodies.toArray()
    const gone = new Set<string>()
    const wanted: ChatId[] = []
    for (const body of bodies) {
      if (!isOfCloud.has(body.chatId) && !isFreed(body)) wanted.push(body.chatId)
      else if (body.state === 'dropped') gone.add(body.chatId)
    }
    return {
      cloud: isOfCloud.ids.filter((id) => !gone.has(id)).map((id): ChatId => idOf(id)),
      wanted,
    }
  })

/** Also while it is brought right and goes again. */
const isFreed = (body: BodyRecord): boolean => {
  if (body.state === 'fetching') return body.goal === 'dropped' && body.former?.isForSpace === true
  return body.state === 'dropped' && body.isForSpace === true
}

const cloudTest = async (db: ChatDatabase) => {
  const [cloud, everywhere, folders, kept] = await Promise.all([
    db.chats.where('syncMode').equals('cloud').primaryKeys(),
    db.chats.where('syncMode').equals('everywhere').primaryKeys(),
    db.folders.toArray(),
    db.keeping.toCollection().primaryKeys(),
  ])
  const tree = {
    folders: new Map<string, FolderRecord>(folders.map((folder) => [folder.id, folder])),
    kept: new Set(kept),
  }
  const ids = new Set(await chatsInCloud(db, tree))
  for (const id of everywhere) ids.delete(id)
  for (const id of cloud) ids.add(id)
  for (const id of kept) ids.delete(id)
  return { has: (id: string) => ids.has(id), ids: [...ids] }
}

const chatsInCloud = async (db: ChatDatabase, tree: FolderTree): Promise<readonly string[]> => {
  const ids = [...tree.folders.keys()].filter((id) => modeOfFolder(tree, id) === 'cloud')
  const lists = await Promise.all(
    ids.map((id) =>
      db.chats
        .where('[folderId+shelf+activeAt]')
        .between([id, Dexie.minKey], [id, Dexie.maxKey])
        .primaryKeys(),
    ),
  )
  return lists.flat()
}

/** Decided anew in the transaction that does it. */
const letGo = (
  db: ChatDatabase,
  chatId: ChatId,
  now: number,
): Promise<{ readonly kind: 'dropped' | 'unproven' | 'kept' }> =>
  db.transaction('rw', db.tables, async () => {
    const [isInCloud, isTold, body, blocks] = await Promise.all([
      isAllInCloud(db, chatId),
      isWordTold(db, chatId),
      db.bodies.get(chatId),
      blocksOf(db, chatId).limit(1).count(),
    ])
    const isHere = body === undefined ? blocks > 0 : !isStaying(body, now)
    if (!isInCloud || !isTold || !isHere) return { kind: 'kept' }
    if (!(await isProven(db, chatId))) return { kind: 'unproven' }
    await dropBody(db, { chatId, now })
    return { kind: 'dropped' }
  })

/** False where the word of a folder around it, or the place of one, is not answered: it may be refused. */
const isWordTold = async (db: ChatDatabase, chatId: ChatId): Promise<boolean> => {
  const chat = await db.chats.get(chatId)
  if (chat?.folderId == null || ownMode(chat) !== null) return true
  const { folders } = await readFolderTree(db, [chat.folderId])
  const untold = db.outbox
    .where('rowKey')
    .anyOf([...folders.keys()].map((id) => rowKey('folder', id)))
    .filter(({ body }) => 'field' in body && ['syncMode', 'parentId'].includes(body.field))
  return (await untold.count()) === 0
}

/** A message that the server lost goes back to it where it is found; with its text it would be gone. */
const isProven = async (db: ChatDatabase, chatId: ChatId): Promise<boolean> => {
  const [{ verified }, blocks] = await Promise.all([readSync(db), blocksOf(db, chatId).toArray()])
  const isAbove = ({ messages }: MessageBlock): boolean =>
    messages.some(({ revision }) => revision > (verified?.revision ?? 0))
  return !blocks.some(isAbove)
}

/** Looked at a while ago; or on its way, for somebody who wants to. */
const isStaying = (body: BodyRecord, now: number): boolean =>
  body.state === 'visiting'
    ? Math.abs(now - body.since) < VISIT_MS
    : body.state === 'fetching' && body.goal === 'visiting'
