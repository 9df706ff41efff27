/** The digest of a chat as this device knows the server's rows of it; the same that the database makes. */

import type { ChatRow } from '../protocol/chat.ts'
import { DIGEST_LETTERS } from '../protocol/digest-text.ts'
import type { ChatDigest } from '../protocol/digests.ts'
import type { MessageRow } from '../protocol/message.ts'
import { rowKey } from '../protocol/row-key.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import type { MessageBlock } from './records.ts'
import { keptRow } from './shown.ts'

/** Given by the host: a browser has it on secure pages alone. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>

/** Blocks read and hashed at once: a few hundred KiB, so that no frame waits for it. */
const SLICE = 4

/** The chat as the server sent it last; null where it never did, or erased it for good. */
export const serverChat = async (db: ChatDatabase, chatId: string): Promise<ChatRow | null> => {
  const [shadow, record] = await Promise.all([
    db.shadow.get(rowKey('chat', chatId)),
    db.chats.get(chatId),
  ])
  const row = shadow === undefined ? record && keptRow(record) : shadow.row
  return row?.entity === 'chat' && !row.isPurged ? row : null
}

/** Not in one transaction: whoever compares sees to it that nothing has moved meanwhile. */
export const digestChat = async (
  db: ChatDatabase,
  sha256: Sha256,
  chat: ChatRow,
): Promise<ChatDigest> => {
  const fields = await sha256(bytesOf([fieldsText(chat)]))
  const parts = [fields]
  let messages = 0
  const keys = await blocksOf(db, chat.id).primaryKeys()
  for (let at = 0; at < keys.length; at += SLICE) {
    const blocks = await db.blocks.bulkGet(keys.slice(at, at + SLICE))
    for (const block of blocks) {
      if (block === undefined || block.messages.length === 0) continue
      messages += block.messages.length
      parts.push(await sha256(blockBytes(block)))
    }
  }
  const digest = await sha256(joined(parts))
  return { id: chat.id, messages, fields: inLetters(fields), digest: inLetters(digest) }
}

/** The chat's own row alone, where its text is not here. */
export const digestFields = async (sha256: Sha256, chat: ChatRow): Promise<string> =>
  inLetters(await sha256(bytesOf([fieldsText(chat)])))

const flag = (isSo: boolean): string => (isSo ? '1' : '0')

const fieldsText = (chat: ChatRow): string => {
  const { id, revision, pinned, archived, isDeleted, folderId, title } = chat
  const flags = [pinned, archived, isDeleted].map(flag).join(' ')
  return `${id} ${revision} ${flags}\0${folderId ?? ''}\0${title}`
}

const messageText = ({ id, revision, position, isDeleted, content }: MessageRow): string =>
  `${id} ${revision} ${position} ${flag(isDeleted)}\0${content}`

const blockBytes = ({ messages }: MessageBlock): Uint8Array<ArrayBuffer> =>
  bytesOf(messages.map(messageText))

const bytesOf = (texts: readonly string[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(texts.join('\0'))

const joined = (parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const inLetters = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, DIGEST_LETTERS)
