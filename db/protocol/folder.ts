/** A folder: a name, and the folder it lies in. */

import * as z from 'zod/mini'
import { clocksSchema, momentSchema } from './clock.ts'
import { folderIdSchema } from './ids.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import { storableText } from './storable-text.ts'
import { syncModeSchema } from './sync-mode.ts'

export const folderNameSchema = storableText.check(z.maxLength(MAX_NAME_LENGTH))

/** What a device says when it makes a folder. */
export const newFolderSchema = z.object({
  id: folderIdSchema,
  name: folderNameSchema,
  parentId: z.optional(z.nullable(folderIdSchema)),
})
export type NewFolder = Readonly<z.infer<typeof newFolderSchema>>

/**
 * A folder as the server keeps it. `isPurged`: erased for good, only the id is left. A server or record
 * of protocol 1 lacks the last three.
 */
export const folderRowSchema = z.object({
  entity: z.literal('folder'),
  id: folderIdSchema,
  revision: z.int(),
  name: z.string(),
  parentId: z.nullable(folderIdSchema),
  isDeleted: z.boolean(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
  clocks: clocksSchema,
  syncMode: z.optional(z.nullable(syncModeSchema)),
  deletedAt: z.optional(z.nullable(momentSchema)),
  isPurged: z.optional(z.boolean()),
})
export type FolderRow = Readonly<z.infer<typeof folderRowSchema>>
