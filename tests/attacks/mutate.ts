/** Breaks a good value in one place: another type, a key too many or too few, something without end. */

import type { Chance } from '../faults/chance.ts'
import { isObject } from './from-schema.ts'

const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const EVIL: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 63,
  1e21,
  8_640_000_000_000_000,
  -8_640_000_000_000_000,
  8_640_000_000_000_001,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\u202e',
  '\ufeff',
  '🐝',
  '%00',
  '%',
  "'; drop table chats; --",
  "' or 1=1 --",
  '$1',
  '\\',
  '"',
  '{{7*7}}',
  '${jndi:x}',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  'null',
  'NaN',
  '-1',
  '1e9',
  'x'.repeat(65),
  'x'.repeat(501),
  'x'.repeat(5000),
  'a'.repeat(64),
  '0',
  'b.1.0.s',
  'b.0.0.m.0.c0',
  'b.5.3.c.c1',
  '999999999999999',
  'chat.create',
  'deleted',
  'restore',
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { '': '' },
  { '\u0000': '\u0000' },
  { ['k'.repeat(70)]: 1 },
  deep(10),
  deep(40),
]

const EXTRA: readonly (readonly [string, unknown])[] = [
  ['__proto__', { isAdmin: true, userId: 'fuzz-bystander' }],
  ['constructor', { prototype: { isAdmin: true } }],
  ['userId', 'fuzz-bystander'],
  ['user_id', 'fuzz-bystander'],
  ['revision', 2 ** 40],
  ['position', -5],
  ['toString', 1],
  ['', ''],
  ['x', 'y'.repeat(2000)],
]

type Path = readonly string[]

const pathsIn = (value: unknown, above: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return []
  const paths: Path[] = []
  for (const [key, part] of Object.entries(value)) {
    const path = [...above, key]
    paths.push(path, ...pathsIn(part, path))
  }
  return paths
}

/** A copy in which what is at the path has become something else; undefined takes it away. */
const changeAt = (
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (part: unknown) => unknown,
): unknown => {
  if (key === undefined) return change(value)
  if (Array.isArray(value)) {
    const parts: readonly unknown[] = value
    return parts.map((part, at) => (String(at) === key ? changeAt(part, rest, change) : part))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === key ? changeAt(part, rest, change) : part,
    ]),
  )
}

const withExtra = (value: unknown, chance: Chance): unknown => {
  if (!isObject(value)) return chance.pick(EVIL)
  // As JSON.parse would make it: a key of its own, whatever it is called.
  return Object.fromEntries([...Object.entries(value), chance.pick(EXTRA)])
}

export const mutateValue = (value: unknown, chance: Chance): unknown => {
  const paths = pathsIn(value)
  if (paths.length === 0) return chance.pick(EVIL)
  const path = chance.pick(paths)
  return changeAt(value, path, (part) => {
    const how = chance.between(0, 9)
    if (how < 6) return chance.pick(EVIL)
    if (how === 6) return undefined
    if (how === 7) return [part, part]
    return withExtra(part, chance)
  })
}

/** Breaks the text of a body, or its bytes. */
export const mutateBytes = (bytes: Buffer, chance: Chance): Buffer => {
  const at = chance.between(0, bytes.length)
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (chance.between(0, 5)) {
    case 0:
      return head
    case 1:
      return Buffer.concat([head, Buffer.from([chance.between(0, 255)]), tail.subarray(1)])
    case 2:
      return Buffer.concat([bytes, bytes])
    case 3:
      return Buffer.concat([head, Buffer.from('['.repeat(200)), tail])
    case 4:
      return Buffer.from(
        bytes.toString().replaceAll(/\d+/g, chance.pick(['1e400', '-0', '00', '9'.repeat(30)])),
      )
    default:
      return Buffer.concat([head, Buffer.from([0xed, 0xa0, 0x80]), tail])
  }
}
