/** The schemas of faults as they travel. */

import * as z from 'zod/mini'
import { CHANGE_FAULTS, FAULTS, isChangeFaultCode, isFaultCode } from './fault.ts'

export const faultCodeSchema = z.enum(Object.keys(FAULTS).filter(isFaultCode))

/** The body of every answer that is not a success. */
export const faultReplySchema = z.object({
  protocol: z.int(),
  fault: z.object({
    code: faultCodeSchema,
    message: z.string(),
    retryAfterMs: z.optional(z.number().check(z.minimum(0))),
    details: z.optional(z.json()),
  }),
})
export type FaultReply = Readonly<z.infer<typeof faultReplySchema>>

/** The fault of one change in the results of a round. */
export const changeFaultSchema = z.object({
  code: z.enum(Object.keys(CHANGE_FAULTS).filter(isChangeFaultCode)),
  message: z.string(),
  sha256: z.optional(z.array(z.string())),
})
