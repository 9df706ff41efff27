/** What the WebSocket `/api/live` carries: pokes down, and up only where the device has read to. */

import * as z from 'zod/mini'
import { cursorSchema, headSchema, pageSchema } from './round.ts'

/**
 * "There is something newer than you have." With `page` it is the something itself, when that is
 * small and starts at the cursor this device last told; a missed poke costs only time. `since` is the
 * end of the history that the page goes on from: a device that was told of another end holds another
 * history (a server was restored), and has to ask instead of taking the page.
 */
export const pokeSchema = z.object({
  protocol: z.int(),
  kind: z.literal('poke'),
  head: headSchema,
  since: z.optional(headSchema),
  page: z.optional(pageSchema),
})
export type Poke = Readonly<z.infer<typeof pokeSchema>>

/** Sent by the device after connecting and whenever its cursor moves. */
export const liveCursorSchema = z.object({
  kind: z.literal('cursor'),
  cursor: z.nullable(cursorSchema),
})
export type LiveCursor = Readonly<z.infer<typeof liveCursorSchema>>

/** Close codes of the application (4000-4999): why the server ended the stream. */
export const LIVE_CLOSE = { signedOut: 4401, tooSlow: 4408, invalid: 4400 } as const
