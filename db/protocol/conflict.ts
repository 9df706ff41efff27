/** A conflict: two changes to one field, neither having seen the other. Both values are kept. */

import * as z from 'zod/mini'
import { clockSchema, momentSchema } from './clock.ts'
import { changeIdSchema, conflictIdSchema, deviceIdSchema } from './ids.ts'

export const mergedEntitySchema = z.enum(['chat', 'folder', 'message'])
export type MergedEntity = z.infer<typeof mergedEntitySchema>

export const conflictChoiceSchema = z.enum(['kept', 'lost'])
export type ConflictChoice = z.infer<typeof conflictChoiceSchema>

/** A field's value with the clock that says where it came from. */
export const sidedValueSchema = z.object({ value: z.json(), clock: z.nullable(clockSchema) })
export type SidedValue = Readonly<z.infer<typeof sidedValueSchema>>

/**
 * The record of an overwritten value. `ofEntity` and `entityId` name the row it happened to, `kept`
 * is what stood when it was recorded, `lost` what a person wrote and did not get.
 */
export const conflictRowSchema = z.object({
  entity: z.literal('conflict'),
  id: conflictIdSchema,
  revision: z.int(),
  ofEntity: mergedEntitySchema,
  entityId: z.string(),
  field: z.string(),
  kept: sidedValueSchema,
  lost: sidedValueSchema,
  lostChangeId: changeIdSchema,
  lostDeviceId: z.nullable(deviceIdSchema),
  createdAt: momentSchema,
  resolvedAt: z.nullable(momentSchema),
  choice: z.nullable(conflictChoiceSchema),
})
export type ConflictRow = Readonly<z.infer<typeof conflictRowSchema>>
