/** What a person will probably want next of all that is in the cloud alone: pinned, recent, gone on with elsewhere. */

import type { Attachment } from '../protocol/attachment.ts'
import type { ChatId } from '../protocol/ids.ts'
import { backwards } from './backwards.ts'
import { blocksOf } from './blocks.ts'
import { listChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'
import type { ChatRecord } from './records.ts'
import { readSync } from './sync-state.ts'

const RECENT_MS = 7 * 24 * 60 * 60 * 1000
/** Chats whose last messages are looked through for files. */
const CHATS = 10
/** Larger ones are asked for when somebody looks at them. */
const MAX_FILE_BYTES = 4 * 1024 * 1024

/** Text that went to make room, and whose chat was pinned or gone on with since. */
export const likelyChats = async (db: ChatDatabase, limit: number): Promise<readonly ChatId[]> => {
  const away = new Map<string, number>()
  await db.bodies.each((body) => {
    if (body.state === 'dropped' && body.isForSpace) away.set(body.chatId, body.droppedAt)
  })
  const chats = await db.chats.bulkGet([...away.keys()])
  return chats
    .filter((chat) => chat !== undefined)
    .filter(({ id, shelf, activeAt }) => shelf === 'pinned' || activeAt > (away.get(id) ?? 0))
    .toSorted(byLikelihood)
    .slice(0, limit)
    .map(({ id }) => id)
}

const byLikelihood = (a: ChatRecord, b: ChatRecord): number =>
  Number(b.shelf === 'pinned') - Number(a.shelf === 'pinned') || b.activeAt - a.activeAt

/** Files of the last messages of pinned and recent chats that are not here; none that the person let go of. */
export const likelyFiles = async (
  db: ChatDatabase,
  now: number,
  limit: number,
): Promise<readonly Attachment[]> => {
  const { freedAt = 0 } = await readSync(db)
  const chats = [
    ...(await listChats(db, { shelf: 'pinned', limit: CHATS })),
    ...(await listChats(db, { shelf: 'open', limit: CHATS, from: now - RECENT_MS })),
  ]
  const files = new Map<string, Attachment>()
  for (const { id } of chats)
    for (const file of await filesOf(db, id, freedAt)) files.set(file.sha256, file)
  const wanted = [...files.values()].filter(({ size }) => size <= MAX_FILE_BYTES)
  const known = await db.attachments.bulkGet(wanted.map(({ sha256 }) => sha256))
  return wanted.filter((_, at) => known[at] === undefined).slice(0, limit)
}

const filesOf = async (
  db: ChatDatabase,
  chatId: ChatId,
  after: number,
): Promise<readonly Attachment[]> => {
  const last = await backwards(blocksOf(db, chatId)).first()
  return (last?.messages ?? [])
    .filter(({ timestamp, isDeleted }) => timestamp > after && !isDeleted)
    .flatMap(({ attachments }) => attachments)
}
