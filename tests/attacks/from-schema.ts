/** Makes values that fit a JSON Schema as the OpenAPI document writes it, with names that may exist. */

import type { Chance } from '../faults/chance.ts'

export type Schema = Readonly<Record<string, unknown>>

export interface Making {
  readonly chance: Chance
  /** What `#/components/schemas/…` points into. */
  readonly document: unknown
  /** A name for a field of this name; null: any will do. */
  readonly nameFor: (field: string) => string | null
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Follows `#/a/b/c`. */
export const resolve = (document: unknown, reference: string): unknown => {
  let at: unknown = document
  for (const part of reference.replace(/^#\//, '').split('/'))
    at = isObject(at) ? at[part] : undefined
  return at
}

const DEEPEST = 5
const WORDS = ['bee', 'a chat', 'größer 🐝', '', 'x'.repeat(300), 'line\nline', '<b>&amp;</b>']

/** Where in the value the maker is. */
interface Place {
  readonly field: string
  readonly depth: number
}

const TOP: Place = { field: '', depth: 0 }

/** A value that fits, as far as patterns are ones we know. */
export const makeValue = (schema: unknown, making: Making, place: Place = TOP): unknown => {
  if (!isObject(schema)) return null
  const { $ref, allOf, anyOf, oneOf } = schema
  if (typeof $ref === 'string') return makeValue(resolve(making.document, $ref), making, place)
  if (Array.isArray(allOf))
    return Object.assign({}, ...allOf.map((part) => makeValue(part, making, place)))
  const choices =
    place.depth > DEEPEST ? listOf(anyOf).slice(0, 1) : [...listOf(anyOf), ...listOf(oneOf)]
  if (choices.length > 0) return makeValue(making.chance.pick(choices), making, place)
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return making.chance.pick(listOf(schema['enum']))
  return makeOfType(schema, making, place)
}

const makeOfType = (schema: Schema, making: Making, { field, depth }: Place): unknown => {
  const { chance } = making
  switch (schema['type']) {
    case 'object':
      return makeObject(schema, making, depth)
    case 'array':
      return Array.from({ length: chance.between(0, depth > 1 ? 2 : 4) }, () =>
        makeValue(schema['items'], making, { field, depth: depth + 1 }),
      )
    case 'string':
      return makeText(schema, making, field)
    case 'integer':
    case 'number':
      return makeNumber(schema, chance)
    case 'boolean':
      return chance.happens(0.5)
    default:
      return null
  }
}

const makeObject = (schema: Schema, making: Making, depth: number): unknown => {
  const required = new Set(listOf(schema['required']))
  const { properties, additionalProperties } = schema
  const made: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(isObject(properties) ? properties : {}))
    if (required.has(name) || making.chance.happens(0.6))
      made[name] = makeValue(part, making, { field: name, depth: depth + 1 })
  if (!isObject(additionalProperties)) return made
  for (let more = making.chance.between(0, 2); more > 0; more -= 1)
    made[making.chance.pick(['title', 'name', 'deleted', 'key', 'content'])] = makeValue(
      additionalProperties,
      making,
      { field: '', depth: depth + 1 },
    )
  return made
}

const makeText = (schema: Schema, { chance, nameFor }: Making, field: string): string => {
  const { pattern, maxLength, minLength } = schema
  if (typeof pattern === 'string') {
    const name = nameFor(field)
    if (name !== null) return name
    return pattern.includes('0-9a-f') ? 'a'.repeat(64) : `any-${chance.between(0, 5)}`
  }
  const text = chance.pick(WORDS).slice(0, typeof maxLength === 'number' ? maxLength : undefined)
  return typeof minLength === 'number' && text.length < minLength ? 'x'.repeat(minLength) : text
}

const makeNumber = ({ minimum, maximum }: Schema, chance: Chance): number => {
  const [least, most] = [
    typeof minimum === 'number' ? minimum : -1000,
    typeof maximum === 'number' ? maximum : 1000,
  ]
  const wanted = chance.pick([0, 1, 2, 7, 100, Date.now(), least, most])
  return Math.min(most, Math.max(least, wanted))
}
