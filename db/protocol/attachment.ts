/** A file that a message names by the SHA-256 of its bytes; the bytes travel apart. */

import * as z from 'zod/mini'
import { MAX_NAME_LENGTH } from './limits.ts'
import { SHA256_TEXT } from './id-text.ts'

export const sha256Schema = z.string().check(z.regex(SHA256_TEXT))

export const attachmentSchema = z.object({
  sha256: sha256Schema,
  name: z.string().check(z.maxLength(MAX_NAME_LENGTH)),
  mime: z.string().check(z.maxLength(MAX_NAME_LENGTH)),
  size: z.int().check(z.minimum(0)),
})
export type Attachment = Readonly<z.infer<typeof attachmentSchema>>
