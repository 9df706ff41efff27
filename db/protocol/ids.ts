/** Ids: made by the devices, up to 64 characters, branded so that one kind cannot stand in for another. */

import * as z from 'zod/mini'

const idText = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/))

export const userIdSchema = idText.brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

export const deviceIdSchema = idText.brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceIdSchema>

export const changeIdSchema = idText.brand<'ChangeId'>()
export type ChangeId = z.infer<typeof changeIdSchema>

export const chatIdSchema = idText.brand<'ChatId'>()
export type ChatId = z.infer<typeof chatIdSchema>

export const messageIdSchema = idText.brand<'MessageId'>()
export type MessageId = z.infer<typeof messageIdSchema>

export const folderIdSchema = idText.brand<'FolderId'>()
export type FolderId = z.infer<typeof folderIdSchema>

export const conflictIdSchema = idText.brand<'ConflictId'>()
export type ConflictId = z.infer<typeof conflictIdSchema>

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
