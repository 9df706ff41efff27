/** A chat: a title, where it is kept, and where it branched from. */

import * as z from 'zod/mini'
import { clocksSchema, momentSchema } from './clock.ts'
import { chatVersionSchema } from './history.ts'
import { chatIdSchema, folderIdSchema, messageIdSchema } from './ids.ts'
import { MAX_TITLE_LENGTH } from './limits.ts'
import { storableText } from './storable-text.ts'
import { syncModeSchema } from './sync-mode.ts'

export const titleSchema = storableText.check(z.maxLength(MAX_TITLE_LENGTH))

/** What a device says when it makes a chat. */
export const newChatSchema = z.object({
  id: chatIdSchema,
  title: titleSchema,
  timestamp: momentSchema,
  parentChatId: z.optional(z.nullable(chatIdSchema)),
  branchFromMessageId: z.optional(z.nullable(messageIdSchema)),
  folderId: z.optional(z.nullable(folderIdSchema)),
  pinned: z.optional(z.boolean()),
  archived: z.optional(z.boolean()),
})
export type NewChat = Readonly<z.infer<typeof newChatSchema>>

/**
 * A chat as the server keeps it. `isPurged`: erased for good, only the id is left. `history`: former
 * values of its fields, oldest first. A server or record of protocol 1 lacks it and `syncMode`.
 */
export const chatRowSchema = z.object({
  entity: z.literal('chat'),
  id: chatIdSchema,
  revision: z.int(),
  title: z.string(),
  timestamp: momentSchema,
  parentChatId: z.nullable(chatIdSchema),
  branchFromMessageId: z.nullable(messageIdSchema),
  folderId: z.nullable(folderIdSchema),
  pinned: z.boolean(),
  archived: z.boolean(),
  isDeleted: z.boolean(),
  deletedAt: z.nullable(momentSchema),
  isPurged: z.boolean(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
  clocks: clocksSchema,
  syncMode: z.optional(z.nullable(syncModeSchema)),
  history: z.optional(z.readonly(z.array(chatVersionSchema))),
})
export type ChatRow = Readonly<z.infer<typeof chatRowSchema>>
