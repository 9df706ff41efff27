/** Checks of what the server says, small enough for the worker; the schemas stay the definition. */

import type * as z from 'zod/mini'
import { SHA256_TEXT } from './id-text.ts'
import { type AnyId, isIdText } from './make-id.ts'

/** True for a value of the type; a field that is not named may be there and is not looked at (U1). */
export type Check<T> = (value: unknown) => value is T

export const isText: Check<string> = (value): value is string => typeof value === 'string'

export const isFlag: Check<boolean> = (value): value is boolean => typeof value === 'boolean'

export const isWhole: Check<number> = (value): value is number => Number.isSafeInteger(value)

/** A whole number from 0. */
export const isCount: Check<number> = (value): value is number => isWhole(value) && value >= 0

/** A length of time. */
export const isLength: Check<number> = (value): value is number =>
  typeof value === 'number' && value >= 0

/** What came out of JSON.parse, whatever it is. */
export const isJson = (value: unknown): value is z.infer<ReturnType<typeof z.json>> =>
  value !== undefined

export const isSha256: Check<string> = (value): value is string =>
  typeof value === 'string' && SHA256_TEXT.test(value)

/** Text of an id, of whichever kind the place wants. */
export const isId: Check<AnyId> = (value): value is AnyId =>
  typeof value === 'string' && isIdText(value)

export const isOneOf =
  <const T extends string>(...texts: readonly T[]): Check<T> =>
  (value): value is T =>
    texts.some((text) => text === value)

export const isNullOr =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value)

export const isListOf =
  <T>(check: Check<T>): Check<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every((item) => check(item))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isRecordOf =
  <T>(check: Check<T>): Check<Record<string, T>> =>
  (value): value is Record<string, T> =>
    isObject(value) && Object.values(value).every((item) => check(item))

type Required<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]-?: Check<T[K]> }
type Optional<T> = {
  readonly [K in keyof T as undefined extends T[K] ? K : never]-?: Check<Exclude<T[K], undefined>>
}

/** An object with these fields; the compiler asks for each field of `T` in the one list or the other. */
export const isObjectOf = <T extends object>(
  required: Required<T>,
  optional: Optional<T>,
): Check<T> => {
  const must: readonly (readonly [string, Check<unknown>])[] = Object.entries(required)
  const may: readonly (readonly [string, Check<unknown>])[] = Object.entries(optional)
  return (value): value is T =>
    isObject(value) &&
    must.every(([field, check]) => check(value[field])) &&
    may.every(([field, check]) => value[field] === undefined || check(value[field]))
}
