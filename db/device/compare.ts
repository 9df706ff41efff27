/** Which chats are not the server's, by a page of its digests. */

import { Dexie } from 'dexie'
import type { ChatRow } from '../protocol/chat.ts'
import type { ChatDigest } from '../protocol/digests.ts'
import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import { digestChat, digestFields, serverChat, type Sha256 } from './digest.ts'

/** What the page speaks of. `isWhole`: of every chat between two ids, and not of changed ones alone. */
export interface DigestPage {
  readonly chats: readonly ChatDigest[]
  readonly isWhole: boolean
  readonly after: string
  /** null: to the last there is. */
  readonly upTo: string | null
}

/** A chat that is being fetched is passed over: it is told when it is whole. */
export const findDiffering = async (
  db: ChatDatabase,
  sha256: Sha256,
  page: DigestPage,
): Promise<readonly ChatId[]> => {
  const differing: ChatId[] = []
  for (const theirs of page.chats)
    if (!(await isSame(db, sha256, theirs))) differing.push(theirs.id)
  return page.isWhole ? [...differing, ...(await findLacking(db, page))] : differing
}

const isSame = async (db: ChatDatabase, sha256: Sha256, theirs: ChatDigest): Promise<boolean> => {
  const [chat, body] = await Promise.all([serverChat(db, theirs.id), db.bodies.get(theirs.id)])
  if (body?.state === 'fetching') return true
  if (chat === null) return false
  if (body?.state === 'dropped') return (await digestFields(sha256, chat)) === theirs.fields
  if (await isTextSame(db, sha256, { chat, theirs })) return true
  // Text that went while it was read differs from nothing.
  const after = await db.bodies.get(theirs.id)
  return after?.state !== body?.state && isSame(db, sha256, theirs)
}

interface Compared {
  readonly chat: ChatRow
  readonly theirs: ChatDigest
}

const isTextSame = async (
  db: ChatDatabase,
  sha256: Sha256,
  { chat, theirs }: Compared,
): Promise<boolean> => {
  const ours = await digestChat(db, sha256, chat)
  return ours.digest === theirs.digest && ours.messages === theirs.messages
}

/** Chats that the server showed once, and does not speak of where it speaks of all. */
const findLacking = async (
  db: ChatDatabase,
  { chats, after, upTo }: DigestPage,
): Promise<readonly ChatId[]> => {
  const told = new Set<string>(chats.map(({ id }) => id))
  const keys = await db.chats
    .where('id')
    .between(after, upTo ?? Dexie.maxKey, false, true)
    .primaryKeys()
  const lacking: ChatId[] = []
  for (const key of keys) {
    if (told.has(key)) continue
    const [chat, body] = await Promise.all([serverChat(db, key), db.bodies.get(key)])
    if (chat !== null && body?.state !== 'fetching') lacking.push(chat.id)
  }
  return lacking
}
