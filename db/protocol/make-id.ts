/** Makes ids: UUIDs that sort by the moment they were made, and text known to be an id. */

import { ID_TEXT } from './id-text.ts'
import type { ChangeId, ChatId, ConflictId, DeviceId, FolderId, MessageId, UserId } from './ids.ts'

/** Text that may stand as an id of whichever kind is wanted. */
export type AnyId = UserId & DeviceId & ChangeId & ChatId & MessageId & FolderId & ConflictId

export const isIdText = (text: string): text is AnyId => ID_TEXT.test(text)

/** Text of our own making as an id; text that cannot be one is a bug. */
export const idOf = (text: string): AnyId => {
  if (!isIdText(text)) throw new Error('this text cannot be an id')
  return text
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A UUIDv7 (RFC 9562, section 5.7) from a moment in milliseconds and 10 random bytes.
 * Later moments sort later as text, which keeps new rows together in every index.
 */
export const uuidV7 = (nowMs: number, random: Uint8Array): string => {
  const moment = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, '0').slice(-12)
  const [a = 0, b = 0, c = 0, ...rest] = random
  const version = `7${(a & 0x0f).toString(16)}${HEX[b]}`
  const variant = `${HEX[(c & 0x3f) | 0x80]}${HEX[rest[0] ?? 0]}`
  const tail = [1, 2, 3, 4, 5, 6].map((at) => HEX[rest[at] ?? 0]).join('')
  return `${moment.slice(0, 8)}-${moment.slice(8)}-${version}-${variant}-${tail}`
}
