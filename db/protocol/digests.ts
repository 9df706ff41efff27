/** Digests as they travel: by them a device proves that its chats are those of the server, row for row. */

import * as z from 'zod/mini'
import { DIGEST_TEXT } from './digest-text.ts'
import { chatIdSchema } from './ids.ts'
import { cursorSchema } from './round.ts'

const digestSchema = z.string().check(z.regex(DIGEST_TEXT))

/** `fields`: over the chat's own row. `digest`: over that and all of its messages, which are so many. */
export const chatDigestSchema = z.object({
  id: chatIdSchema,
  messages: z.int().check(z.minimum(0)),
  fields: digestSchema,
  digest: digestSchema,
})
export type ChatDigest = Readonly<z.infer<typeof chatDigestSchema>>

/**
 * Chats by id, those erased for good left out. `cursor`: where a device stands that has read all of
 * `revision`; only such a one can compare. The next page begins behind the last id.
 */
export const digestsSchema = z.object({
  protocol: z.int(),
  revision: z.int().check(z.minimum(0)),
  cursor: cursorSchema,
  chats: z.array(chatDigestSchema),
  hasMore: z.boolean(),
})
export type Digests = Readonly<z.infer<typeof digestsSchema>>
