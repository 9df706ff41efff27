/** The schema of text that every store can hold. */

import * as z from 'zod/mini'
import { isStorable } from './text.ts'

export const storableText = z
  .string()
  .check(z.refine(isStorable, { error: 'must not contain U+0000 or half of a surrogate pair' }))
