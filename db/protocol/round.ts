/** A round: changes out and a page of rows in, in one request. */

import * as z from 'zod/mini'
import { momentSchema } from './clock.ts'
import { changeHeaderSchema } from './change.ts'
import { changeFaultSchema } from './fault-reply.ts'
import { changeIdSchema, deviceIdSchema } from './ids.ts'
import { MAX_CHANGES, MAX_PAGE_ROWS } from './limits.ts'
import { rowSchema } from './row.ts'
import { syncStatusSchema } from './status.ts'

/** Both ways, only up, or only down. */
export const directionSchema = z.enum(['full', 'upload', 'download'])
export type Direction = z.infer<typeof directionSchema>

/** The end of a person's history: its last revision, and the random token of the push that made it. */
export const headSchema = z.object({
  revision: z.int().check(z.minimum(0)),
  token: z.string().check(z.maxLength(64)),
})
export type Head = Readonly<z.infer<typeof headSchema>>

/** Where a device has read up to; opaque to it. */
export const cursorSchema = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,256}$/))

/**
 * A request. Each change is only looked at as far as its header here: an unknown or broken one is
 * refused by itself, not with the others. `seen` is the highest head the device was ever told;
 * `retires` a former device id of the same device; `sentAt` the device's clock at sending.
 */
export const syncRequestSchema = z.object({
  protocol: z.optional(z.int()),
  direction: directionSchema,
  deviceId: z.optional(deviceIdSchema),
  retires: z.optional(deviceIdSchema),
  sentAt: z.optional(momentSchema),
  seen: z.optional(z.nullable(headSchema)),
  cursor: z.optional(z.nullable(cursorSchema)),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_PAGE_ROWS))),
  pending: z.optional(z.int().check(z.minimum(0))),
  changes: z.optional(
    z.array(z.looseObject(changeHeaderSchema.shape)).check(z.maxLength(MAX_CHANGES)),
  ),
})
export type SyncRequest = Readonly<z.infer<typeof syncRequestSchema>>

/**
 * What became of one change. `revision` is the one its row must reach before the device lets the
 * change go. `conflict`: taken, but its value or the one it met is kept as a conflict row.
 */
export const changeResultSchema = z.object({
  changeId: changeIdSchema,
  outcome: z.enum(['applied', 'duplicate', 'conflict', 'rejected']),
  revision: z.int(),
  fault: z.optional(changeFaultSchema),
})
export type ChangeResult = Readonly<z.infer<typeof changeResultSchema>>

/** Rows above a cursor. `from` and `to` are cursors; `left`, where known, how many rows are still to come. */
export const pageSchema = z.object({
  from: z.nullable(cursorSchema),
  to: z.nullable(cursorSchema),
  rows: z.array(rowSchema),
  hasMore: z.boolean(),
  left: z.optional(z.int()),
})
export type Page = Readonly<z.infer<typeof pageSchema>>

export const syncReplySchema = z.object({
  protocol: z.int(),
  message: z.string(),
  status: syncStatusSchema,
  results: z.array(changeResultSchema),
  page: pageSchema,
  head: headSchema,
  serverTime: momentSchema,
})
export type SyncReply = Readonly<z.infer<typeof syncReplySchema>>
