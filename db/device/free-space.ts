/** Room on this device: what may go because the cloud has it, how much that is, and letting go of it. */

import { Dexie } from 'dexie'
import type { ChatId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import { isAllInCloud } from './all-in-cloud.ts'
import { blocksOf } from './blocks.ts'
import { dropBody } from './bodies.ts'
import { readModes } from './chat-modes.ts'
import type { ChatDatabase } from './database.ts'
import type { MessageBlock } from './records.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

/** Text of chats without a message for so long is the first that may go. */
export const OLD_MS = 30 * 24 * 60 * 60 * 1000

/** Sizes in bytes; that of text is told from a few blocks of it. */
export interface Freeable {
  readonly chats: number
  readonly textBytes: number
  readonly files: number
  readonly fileBytes: number
  /** Chats whose text has gone to make room. */
  readonly away: number
}

export const measureFreeable = async (db: ChatDatabase, now: number): Promise<Freeable> => {
  const chatIds = await oldChats(db, now)
  const files = await sentFiles(db)
  return {
    chats: chatIds.length,
    textBytes: await guessBytes(db, chatIds),
    files: files.length,
    fileBytes: files.reduce((bytes, { size }) => bytes + size, 0),
    away: await db.bodies.filter((body) => body.state === 'dropped' && !!body.isForSpace).count(),
  }
}

/** Neither pinned nor in the trash, without a message for a while, and with text that is here. */
export const oldChats = (db: ChatDatabase, now: number): Promise<readonly ChatId[]> =>
  db.transaction('r', [db.chats, db.bodies, db.keeping], async () => {
    const of = (shelf: 'open' | 'archived') =>
      db.chats
        .where('[shelf+activeAt]')
        .between([shelf, Dexie.minKey], [shelf, now - OLD_MS])
        .primaryKeys()
    const [open, archived, bodies, kept] = await Promise.all([
      of('open'),
      of('archived'),
      db.bodies.toCollection().primaryKeys(),
      db.keeping.toCollection().primaryKeys(),
    ])
    const others = new Set([...bodies, ...kept])
    return [...open, ...archived].filter((id) => !others.has(id)).map((id): ChatId => idOf(id))
  })

/** Blocks whose size is looked at. */
const SAMPLES = 24

const guessBytes = async (db: ChatDatabase, chatIds: readonly string[]): Promise<number> => {
  const old = new Set(chatIds)
  const keys = (await db.blocks.toCollection().primaryKeys()).filter(([chatId]) => old.has(chatId))
  const step = Math.max(1, Math.floor(keys.length / SAMPLES))
  const chosen = keys.filter((_, at) => at % step === 0).slice(0, SAMPLES)
  const blocks = await db.blocks.bulkGet(chosen)
  const bytes = blocks.reduce((sum, block) => sum + sizeOf(block), 0)
  return chosen.length === 0 ? 0 : Math.round((bytes / chosen.length) * keys.length)
}

/** Browsers keep what is plain in a byte a letter; what a row has beside its text is about as much. */
const ROW_BYTES = 400

const sizeOf = (block: MessageBlock | undefined): number =>
  (block?.messages ?? []).reduce((sum, { content }) => sum + content.length + ROW_BYTES, 0)

/**
 * For the end of a full sync. One transaction a chat, which decides anew: what has an unanswered change
 * or is only on this device stays. Resolves to how many went.
 */
export const freeText = async (
  db: ChatDatabase,
  chatIds: readonly ChatId[],
  now: number,
): Promise<number | StorageFault> => {
  let gone = 0
  for (const chatId of chatIds) {
    const done = await attempt(db, () => letGo(db, chatId, now))
    if (typeof done !== 'boolean') return done
    if (done) gone += 1
  }
  return gone
}

const letGo = (db: ChatDatabase, chatId: ChatId, now: number): Promise<boolean> =>
  db.transaction('rw', db.tables, async () => {
    const [isInCloud, chat, body, draft] = await Promise.all([
      isAllInCloud(db, chatId),
      db.chats.get(chatId),
      db.bodies.get(chatId),
      db.drafts.get(chatId),
    ])
    if (!isInCloud || chat === undefined) return false
    if (body !== undefined || draft !== undefined) return false
    if ((await readModes(db, [chat])).get(chatId) === 'device') return false
    if ((await blocksOf(db, chatId).limit(1).count()) === 0) return false
    await dropBody(db, { chatId, now, isForSpace: true })
    return true
  })

/** Files that the server has, and that nothing unsent names. */
const sentFiles = async (
  db: ChatDatabase,
): Promise<readonly { readonly sha256: string; readonly size: number }[]> => {
  // Since a server went back in time it may have lost them.
  if ((await readSync(db)).filesAfter !== undefined) return []
  const named = new Set<string>()
  await db.outbox.each(({ body }) => {
    if (body.kind === 'message.append')
      for (const { sha256 } of body.message.attachments ?? []) named.add(sha256)
  })
  const files: { sha256: string; size: number }[] = []
  await db.attachments
    .where('isSent')
    .equals(1)
    .each(({ sha256, size }) => void (named.has(sha256) || files.push({ sha256, size })))
  return files
}

/** Resolves to the bytes that went. */
export const freeFiles = (db: ChatDatabase, now: number): Promise<number | StorageFault> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async () => {
      const files = await sentFiles(db)
      await db.attachments.bulkDelete(files.map(({ sha256 }) => sha256))
      await db.sync.update('sync', { freedAt: now })
      return files.reduce((bytes, { size }) => bytes + size, 0)
    }),
  )
