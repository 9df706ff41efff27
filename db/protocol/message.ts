/** A message: written once, never changed but for its status while it streams, and its deletion. */

import * as z from 'zod/mini'
import { attachmentSchema } from './attachment.ts'
import { clocksSchema, momentSchema } from './clock.ts'
import { chatIdSchema, deviceIdSchema, messageIdSchema } from './ids.ts'
import { MAX_ATTACHMENTS, MAX_CONTENT_BYTES, MAX_NAME_LENGTH } from './limits.ts'
import { isWithin } from './text.ts'
import { storableText } from './storable-text.ts'

export const contentSchema = storableText.check(
  z.refine((text) => isWithin(text, MAX_CONTENT_BYTES), {
    error: `must be at most ${MAX_CONTENT_BYTES} bytes`,
  }),
)

export const roleSchema = z.enum(['user', 'assistant', 'system', 'tool'])

export const messageStatusSchema = z.enum(['complete', 'streaming', 'interrupted', 'failed'])
export type MessageStatus = z.infer<typeof messageStatusSchema>

export const metadataSchema = z.record(z.string().check(z.maxLength(64)), z.json())

/** What a device says when it adds a message. `parentId` is the message it answers; null at the root. */
export const newMessageSchema = z.object({
  id: messageIdSchema,
  chatId: chatIdSchema,
  parentId: z.nullable(messageIdSchema),
  role: roleSchema,
  content: contentSchema,
  timestamp: momentSchema,
  model: z.optional(z.nullable(storableText.check(z.maxLength(MAX_NAME_LENGTH)))),
  status: z.optional(messageStatusSchema),
  attachments: z.optional(z.array(attachmentSchema).check(z.maxLength(MAX_ATTACHMENTS))),
  metadata: z.optional(z.nullable(metadataSchema)),
})
export type NewMessage = Readonly<z.infer<typeof newMessageSchema>>

/**
 * A message as the server keeps it. `position` is its place of arrival in the chat: dense, from 0,
 * never given twice. The order of reading comes from `parentId`.
 */
export const messageRowSchema = z.object({
  entity: z.literal('message'),
  id: messageIdSchema,
  revision: z.int(),
  chatId: chatIdSchema,
  parentId: z.nullable(messageIdSchema),
  role: roleSchema,
  content: z.string(),
  timestamp: momentSchema,
  position: z.int(),
  model: z.nullable(z.string()),
  status: messageStatusSchema,
  attachments: z.array(attachmentSchema),
  metadata: z.nullable(metadataSchema),
  deviceId: z.nullable(deviceIdSchema),
  isDeleted: z.boolean(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
  clocks: clocksSchema,
})
export type MessageRow = Readonly<z.infer<typeof messageRowSchema>>
