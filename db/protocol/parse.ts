/** Turns unknown input into typed values: bounded JSON first, then a schema; never a cast. */

import type * as z from 'zod/mini'
import { MAX_JSON_DEPTH } from './limits.ts'

export type Parsed<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'broken'; readonly where: string; readonly why: string }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])

/** Index of the quote that ends the string which begins at `start`; the end of the text if none does. */
const endOfString = (text: string, start: number): number => {
  let at = text.indexOf('"', start + 1)
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at === -1 ? text.length : at
}

/** Of the backslashes in front of it each second one is a backslash itself. */
const isEscaped = (text: string, quote: number): boolean => {
  let at = quote
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1
  return (quote - at) % 2 === 1
}

/** True when brackets nest deeper than allowed; looked at before parsing, so that depth costs nothing. */
const isTooDeep = (text: string, limit: number): boolean => {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (OPENING.has(unit)) depth += 1
    else if (CLOSING.has(unit)) depth -= 1
    if (depth > limit) return true
  }
  return false
}

/** JSON of at most MAX_JSON_DEPTH levels. */
export const parseJson = (text: string): Parsed<unknown> => {
  if (isTooDeep(text, MAX_JSON_DEPTH))
    return { kind: 'broken', where: '', why: `nests deeper than ${MAX_JSON_DEPTH} levels` }
  try {
    return { kind: 'ok', value: JSON.parse(text) as unknown }
  } catch {
    return { kind: 'broken', where: '', why: 'is not JSON' }
  }
}

/** The value as the schema gives it back (unknown fields gone), or where and why it does not fit. */
export const parseWith = <T>(schema: z.ZodMiniType<T>, input: unknown): Parsed<T> => {
  const result = schema.safeParse(input)
  if (result.success) return { kind: 'ok', value: result.data }
  const [first] = result.error.issues
  return {
    kind: 'broken',
    where: first?.path.map(String).join('.') ?? '',
    why: first?.message ?? 'does not fit',
  }
}
