/** A row as it travels from the server to a device: one of four kinds, told apart by `entity`. */

import * as z from 'zod/mini'
import { chatRowSchema } from './chat.ts'
import { conflictRowSchema } from './conflict.ts'
import { folderRowSchema } from './folder.ts'
import { messageRowSchema } from './message.ts'

export const rowSchema = z.discriminatedUnion('entity', [
  chatRowSchema,
  messageRowSchema,
  folderRowSchema,
  conflictRowSchema,
])
export type Row = Readonly<z.infer<typeof rowSchema>>
export type Entity = Row['entity']
