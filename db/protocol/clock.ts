/** Who set a field, and when: what lets two devices agree on a value without trusting their clocks. */

import * as z from 'zod/mini'
import { changeIdSchema, deviceIdSchema } from './ids.ts'

/** Milliseconds since 1970, as every moment on the wire. */
export const momentSchema = z
  .int()
  .check(z.minimum(-8_640_000_000_000_000), z.maximum(8_640_000_000_000_000))

/**
 * The origin of a field's current value.
 * `at` is the edit time in server time; `previous` is the change whose value this one replaced, which
 * is how a restored row shows that one of two values came after the other. With the deletion of a chat
 * goes `messageCount`: how many messages it had then, all of them seen. `isAnswer`: set as part of the
 * answer to a conflict.
 */
export const clockSchema = z.object({
  at: momentSchema,
  deviceId: deviceIdSchema,
  changeId: changeIdSchema,
  revision: z.int().check(z.minimum(0)),
  previous: z.optional(changeIdSchema),
  messageCount: z.optional(z.int().check(z.minimum(0))),
  isAnswer: z.optional(z.boolean()),
})
export type Clock = Readonly<z.infer<typeof clockSchema>>

/** Clocks by field name; a field that was never set since its row was made has none. */
export const clocksSchema = z.record(z.string().check(z.maxLength(32)), clockSchema)
export type Clocks = Readonly<Record<string, Clock>>
