/** Ids: made by the devices, up to 64 characters, branded so that one kind cannot stand in for another. */

import * as z from 'zod/mini'
import { ID_TEXT } from './id-text.ts'

const idText = z.string().check(z.regex(ID_TEXT))

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
