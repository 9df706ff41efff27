/** Requests for every operation of the OpenAPI document: mostly good, some broken in one place or another. */

import { deflateSync, gzipSync } from 'node:zlib'
import type { Chance } from '../faults/chance.ts'
import { ORIGIN } from '../world/app.ts'
import { FILES, type FuzzPerson, hashOf } from './fuzz-person.ts'
import { isObject, makeValue, resolve } from './from-schema.ts'
import { mutateBytes, mutateValue } from './mutate.ts'

export interface FuzzRequest {
  /** Method and path as the document has them. */
  readonly operation: string
  readonly who: 'anonymous' | 'cookie' | 'bearer'
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  /** The body before it was broken or packed; undefined where nothing was meant. */
  readonly asked: unknown
}

interface Operation {
  readonly method: string
  readonly path: string
  readonly schema: unknown
  readonly hasBytes: boolean
}

export const nameOf = ({ method, path }: Operation): string => `${method} ${path}`

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** Each operation as often as it is worth: a round has more in it than all others together. */
export const operationsIn = (document: unknown): readonly Operation[] => {
  const paths = resolve(document, '#/paths')
  const found = Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    METHODS.filter((method) => isObject(item) && method in item).map((method): Operation => {
      const operation = isObject(item) ? item[method] : undefined
      const content = resolve(operation, '#/requestBody/content')
      const json = isObject(content) ? content['application/json'] : undefined
      return {
        method: method.toUpperCase(),
        path,
        schema: isObject(json) ? json['schema'] : undefined,
        hasBytes: isObject(content) && 'application/octet-stream' in content,
      }
    }),
  )
  const rounds = found.filter(({ method, path }) => method === 'POST' && path === '/api/sync')
  return [...found, ...Array.from({ length: found.length * 2 }, () => rounds).flat()]
}

const EVIL_PARTS = [
  '%',
  '%00',
  '%2e%2e%2f',
  '%E0%A4%A',
  '..',
  '*',
  ':deviceId',
  '%F0%9F%90%9D',
  "'--",
  '__proto__',
  'a'.repeat(3000),
  'd0/..',
  'd0%2Fx',
  'd0?x=1',
  'd0#x',
  ' ',
  '%20',
  '%ff',
  'A'.repeat(64),
]

interface About {
  readonly person: FuzzPerson
  readonly chance: Chance
  readonly document: unknown
}

const pathOf = ({ path }: Operation, { person, chance }: About, file: Buffer): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (chance.happens(0.15)) return chance.pick(EVIL_PARTS)
    return name === 'sha256' ? hashOf(file) : (person.nameFor(name) ?? 'any')
  })
  if (chance.happens(0.03)) return `${filled}${chance.pick(['/', '//', '/x', '%2f', '\\', ';x=1'])}`
  if (chance.happens(0.02)) return filled.toUpperCase()
  if (!chance.happens(0.1)) return filled
  const key = chance.pick(['deviceId', 'except', '__proto__', 'x', ''])
  return `${filled}?${key}=${chance.pick([...EVIL_PARTS, 'd0', 'current'])}&${key}=d1`
}

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'content-type',
    [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
      'a/b;c=d',
      'application/json;charset=utf-16',
    ],
  ],
  ['content-encoding', ['br', 'gzip', 'deflate', 'gzip, gzip', 'identity', '', 'x']],
  ['content-length', ['0', '1', '-1', '99999999999', 'x']],
  ['accept-encoding', ['br', 'gzip', '*', 'identity;q=0', 'br;q=0', ',,,', 'x'.repeat(2000)]],
  ['x-expect-user', ['fuzz-bystander', '', '__proto__', "' or 1=1"]],
  ['x-sync-client', ['0', '', '2']],
  ['origin', ['null', 'https://elsewhere.example', '', `${ORIGIN}.x`]],
  ['sec-fetch-site', ['cross-site', 'same-site', 'none', 'x']],
  ['x-forwarded-for', ['127.0.0.1', 'x', "'; --"]],
  ['x-http-method-override', ['DELETE', 'PUT']],
  ['authorization', ['Bearer x', 'Bearer ', 'Basic eDp5', 'Pair AAAA', '', 'Bearer a.b.c']],
  [
    'cookie',
    ['__Host-chat-sync=', `__Host-chat-sync=${'A'.repeat(43)}`, '=', ';;;', '%=%', '__session=x'],
  ],
  ['if-none-match', ['*', '"x"']],
  ['range', ['bytes=0-0', 'bytes=9999999-']],
  ['svix-id', ['msg_1', '']],
  ['svix-timestamp', ['0', 'x', '9999999999']],
  ['svix-signature', ['v1,AAAA', 'v2,x', '']],
]

const headersOf = (
  who: FuzzRequest['who'],
  person: FuzzPerson,
  chance: Chance,
): Record<string, string> => {
  const page = { 'sec-fetch-site': 'same-origin', origin: ORIGIN, 'x-sync-client': '1' }
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (who === 'cookie') Object.assign(headers, page, { cookie: person.cookie() })
  if (who === 'bearer') headers['authorization'] = person.bearer
  if (who === 'anonymous' && chance.happens(0.5)) Object.assign(headers, page)
  for (const [name, values] of HEADERS)
    if (chance.happens(0.012)) headers[name] = chance.pick(values)
  return headers
}

/** Packs and breaks what travels. */
const bytesOf = (asked: unknown, headers: Record<string, string>, chance: Chance): Buffer => {
  const whole = Buffer.from(JSON.stringify(asked) ?? '')
  const text = chance.happens(0.08) ? mutateBytes(whole, chance) : whole
  if (chance.happens(0.05)) {
    headers['content-encoding'] = chance.pick(['gzip', 'gzip', 'gzip', 'br', 'deflate'])
    const packed = chance.happens(0.9) ? gzipSync(text) : deflateSync(text)
    return chance.happens(0.2) ? mutateBytes(packed, chance) : packed
  }
  return text
}

const bodyOf = (operation: Operation, about: About): unknown => {
  const { person, chance, document } = about
  const { nameFor } = person
  const made = person.dress(makeValue(operation.schema, { chance, document, nameFor }))
  return chance.happens(0.4) ? mutateValue(made, chance) : made
}

export const makeRequest = (operations: readonly Operation[], about: About): FuzzRequest => {
  const { person, chance } = about
  const operation = chance.pick(operations)
  const who: FuzzRequest['who'] = chance.happens(0.1)
    ? 'anonymous'
    : chance.pick(['cookie', 'bearer'])
  const file = chance.pick(FILES)
  const path = pathOf(operation, about, file)
  const headers = headersOf(who, person, chance)
  const method = chance.happens(0.03)
    ? chance.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'])
    : operation.method
  const request = { operation: nameOf(operation), who, method, path, headers }
  if (method === 'GET' || method === 'HEAD') return { ...request, body: null, asked: undefined }
  if (operation.hasBytes) {
    headers['content-type'] = 'application/octet-stream'
    const bytes = chance.happens(0.2) ? mutateBytes(file, chance) : file
    return { ...request, body: bytes, asked: undefined }
  }
  const asked = operation.schema === undefined ? {} : bodyOf(operation, about)
  return { ...request, asked, body: bytesOf(asked, headers, chance) }
}
