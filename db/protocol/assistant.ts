/** What asking for a reply looks like: messages up, and the parts of the answer down, as server-sent events. */

import * as z from 'zod/mini'
import { faultCodeSchema } from './fault-reply.ts'
import { MAX_ASKED_MESSAGES } from './limits.ts'
import { contentSchema } from './message.ts'

/** As much of a message as whoever answers needs. */
export const askedMessageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: contentSchema,
})
export type AskedMessage = Readonly<z.infer<typeof askedMessageSchema>>

/** Body of `POST /api/assistant`: the path that leads to the message to answer, oldest first. */
export const askRequestSchema = z.object({
  messages: z.array(askedMessageSchema).check(z.minLength(1), z.maxLength(MAX_ASKED_MESSAGES)),
})

/**
 * One event of the answer. `start` comes first and once; `text` is what comes next, to be put behind
 * what came before; `end` or `fault` comes last, and an answer without either was cut off on its way.
 * Why it ended: `stop`, it is whole; `length`, it is as long as it may be; `filter`, it was withheld.
 */
export const replyPartSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), model: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('end'), reason: z.enum(['stop', 'length', 'filter']) }),
  z.object({
    kind: z.literal('fault'),
    fault: z.object({
      code: faultCodeSchema,
      message: z.string(),
      retryAfterMs: z.optional(z.number().check(z.minimum(0))),
    }),
  }),
])
export type ReplyPart = Readonly<z.infer<typeof replyPartSchema>>
