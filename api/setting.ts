/** How one environment variable is looked at: text that fits, or the sentence that says what it must be. */

import * as z from 'zod/mini'

export const parseUrl = (value: string): URL | null => (URL.canParse(value) ? new URL(value) : null)

export const isOrigin = (value: string): boolean => parseUrl(value)?.origin === value

export const hasProtocol = (value: string, ...protocols: string[]): boolean =>
  protocols.includes(parseUrl(value)?.protocol ?? '')

export const listOf = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A variable that may be missing; `error` goes on after its name. */
export const text = (fits: (value: string) => boolean, error: string) =>
  z.optional(z.string().check(z.refine(fits, { error })))
