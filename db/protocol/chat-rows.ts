/** The rows of one chat as they travel, for a device that does not have its text: the chat, what lost, then messages by position. */

import * as z from 'zod/mini'
import { rowSchema } from './row.ts'

/** `revision`: the head under which they were read. The next page begins behind the last position. */
export const chatRowsSchema = z.object({
  protocol: z.int(),
  revision: z.int().check(z.minimum(0)),
  rows: z.array(rowSchema),
  hasMore: z.boolean(),
})
export type ChatRows = Readonly<z.infer<typeof chatRowsSchema>>
