/** Twenty thousand requests made from the OpenAPI document, good and broken: what may never happen does not. */

import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { type Chance, createChance } from '../faults/chance.ts'
import { askApp, openScript, type Reply } from '../world/app.ts'
import { WEBHOOK_SECRET } from '../world/clerk-sender.ts'
import { FILES, hashOf, openPerson } from './fuzz-person.ts'
import { type FuzzRequest, makeRequest, nameOf, operationsIn } from './fuzz-requests.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_126)
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 20_000)
/** Few enough that a person's rows are soon compared, and that nobody meets a limit of rates. */
const REQUESTS_A_PERSON = 50
const LANES = 4
const BYSTANDER = 'fuzz-bystander'

let stage: Stage
let document: unknown
let operations: ReturnType<typeof operationsIn>

beforeAll(async () => {
  // Without Redis, which a busy machine may keep from answering in time.
  stage = await openStage({ env: { REDIS_URL: '', CLERK_WEBHOOK_SECRET: WEBHOOK_SECRET } })
  document = (await askApp(stage.world, 'GET /api/openapi.json')).json
  operations = operationsIn(document)
})
afterAll(() => stage.close())

interface Lane {
  readonly found: string[]
  readonly count: (request: FuzzRequest, status: number) => void
}

const unpack = (bytes: Buffer, headers: Headers): string => {
  const encoding = headers.get('content-encoding')
  if (encoding === 'br') return brotliDecompressSync(bytes).toString()
  return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

const send = async (request: FuzzRequest, env: object): Promise<Reply> => {
  const { method, path, body } = request
  const headers = Object.entries(request.headers).filter(([, value]) => value !== '')
  const init = { method, headers, body: body === null ? null : new Uint8Array(body) }
  const response = await stage.world.app.request(`http://localhost:8787${path}`, init, env)
  const text = unpack(Buffer.from(await response.arrayBuffer()), response.headers)
  const type = response.headers.get('content-type') ?? ''
  const json: Record<string, unknown> =
    type.startsWith('application/json') && text !== '' ? JSON.parse(text) : {}
  const fault = parseWith(faultReplySchema, json)
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    fault: fault.kind === 'ok' ? fault.value.fault.code : undefined,
  }
}

const lacksProtocol = ({ headers, json }: Reply): boolean =>
  (headers.get('content-type') ?? '').startsWith('application/json') && json['protocol'] !== 1

/** What is wrong with the answer by itself; empty where it is well. */
const objectTo = (request: FuzzRequest, reply: Reply): string => {
  const { status, headers, text } = reply
  if (status >= 500) return `answered ${status} ${text.slice(0, 200)}`
  const isOurs = request.path.startsWith('/api/')
  if (isOurs && headers.get('x-request-id') === null) return 'has no x-request-id'
  if (request.method === 'HEAD') return text === '' ? '' : 'has a body'
  // What a person wrote may look like anything.
  if (status >= 400 || request.who === 'anonymous') return objectionTo(reply)
  return lacksProtocol(reply) ? `has no protocol: ${text.slice(0, 200)}` : ''
}

const shown = ({ who, method, path, headers, body }: FuzzRequest): string =>
  `${JSON.stringify({ who, method, path, headers }).slice(0, 900)} ${body?.toString().slice(0, 1500) ?? ''}`

const envOf = (address: string): object => ({
  incoming: { socket: { remoteAddress: address, remotePort: 1, remoteFamily: 'IPv4' } },
})

/** A request that asks for nothing but an answer; what it changed shows with the next one's rows. */
const isReading = ({ who, method }: FuzzRequest): boolean =>
  who === 'anonymous' || method === 'GET' || method === 'HEAD'

const endsSession = ({ who, path }: FuzzRequest, { status }: Reply): boolean =>
  status === 401 || (who === 'cookie' && path.startsWith('/api/session'))

/** What is wrong with it and with what it left; empty where all is well. */
const judge = (request: FuzzRequest, reply: Reply, rows: readonly [string, string]): string => {
  const why = objectTo(request, reply)
  const hasChanged = reply.status >= 400 && rows[0] !== rows[1]
  return hasChanged ? `${why} refused, and yet rows changed:\n  ${rows.join('\n  ')}` : why
}

const randomAddress = (chance: Chance): string =>
  ['10', ...[1, 2, 3].map(() => chance.between(0, 255))].join('.')

/** One person's requests, one after the other, each held against the rows before it. */
const askAs = async (lane: Lane, from: { readonly seed: number; readonly many: number }) => {
  const chance = createChance(from.seed)
  const userId = `fuzz-${from.seed}`
  const env = envOf(randomAddress(chance))
  const person = await openPerson(stage.world, chance, { userId, env })
  let before = await stage.rowsOf(userId)
  for (let at = 0; at < from.many; at += 1) {
    const request = makeRequest(operations, { person, chance, document })
    const reply = await send(request, request.path === '/api/metrics' ? envOf('127.0.0.1') : env)
    lane.count(request, reply.status)
    const after = isReading(request) ? before : await stage.rowsOf(userId)
    const why = judge(request, reply, [before, after])
    if (why !== '') lane.found.push(`${why}\n  seed ${from.seed}, request ${at}: ${shown(request)}`)
    person.remember(request.asked, reply)
    before = after
    if (!endsSession(request, reply)) continue
    await person.signInAgain()
    before = await stage.rowsOf(userId)
  }
}

/** Somebody with one of everything, of whom all the others know every name. */
const openBystander = async (): Promise<string> => {
  const script = openScript(stage.world, BYSTANDER)
  const bodies = [0, 1, 2, 3].flatMap((at) => [
    { kind: 'folder.create', folder: { id: `f${at}`, name: 'a folder' } },
    { kind: 'chat.create', chat: { id: `c${at}`, title: 'a chat', timestamp: 1 } },
    {
      kind: 'message.append',
      message: {
        id: `m${at}`,
        chatId: `c${at}`,
        parentId: null,
        role: 'user',
        content: 'w',
        timestamp: 1,
      },
    },
  ])
  const changes = bodies.map((body, at) =>
    Object.assign({ changeId: `b${at}`, seq: at + 1, editedAt: 1 }, body),
  )
  await script.ask('POST /api/sync', { body: { direction: 'full', deviceId: 'd0', changes } })
  for (const file of FILES) await script.ask(`PUT /api/attachments/${hashOf(file)}`, { body: file })
  return stage.rowsOf(BYSTANDER)
}

type Counts = Map<string, Map<number, number>>

const print = (counts: Counts, ms: number): void => {
  const rate = Math.round((REQUESTS / ms) * 1000)
  console.log(`figure: fuzzed = ${REQUESTS} in ${Math.round(ms)} ms, ${rate}/s, seed ${SEED}`)
  for (const [operation, byStatus] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const told = [...byStatus].toSorted(([a], [b]) => a - b).map(([of, many]) => `${of}: ${many}`)
    console.log(`figure: fuzzed ${operation} = ${told.join(', ')}`)
  }
}

test(
  `[P1] ${REQUESTS} requests meet no bug, show no inside, and change no row where they are refused or of another`,
  { timeout: 900_000 },
  async () => {
    const counts: Counts = new Map()
    const lane: Lane = {
      found: [],
      count: ({ operation }, status) => {
        const byStatus = counts.get(operation) ?? new Map<number, number>()
        counts.set(operation, byStatus.set(status, (byStatus.get(status) ?? 0) + 1))
      },
    }
    const bystander = await openBystander()
    const people = Array.from({ length: Math.ceil(REQUESTS / REQUESTS_A_PERSON) }, (_, at) => at)
    const begin = performance.now()
    const next = async (): Promise<void> => {
      for (let at = people.shift(); at !== undefined; at = people.shift()) {
        const many = Math.min(REQUESTS_A_PERSON, REQUESTS - at * REQUESTS_A_PERSON)
        await askAs(lane, { seed: SEED + at, many })
        if (lane.found.length > 20) return
      }
    }
    await Promise.all(Array.from({ length: LANES }, next))
    print(counts, performance.now() - begin)

    expect(lane.found.slice(0, 3)).toEqual([])
    expect(await stage.rowsOf(BYSTANDER)).toBe(bystander)
    expect(
      (await stage.people()).filter((userId) => !/^fuzz-(\d+|bystander)$/.test(userId)),
    ).toEqual([])
    expect(Object.keys(Object.prototype)).toEqual([])
    // It reached what lies behind the doors, and was not merely kept out.
    const rounds = counts.get('POST /api/sync') ?? new Map<number, number>()
    const share = (status: number) => (rounds.get(status) ?? 0) / REQUESTS
    expect(share(200)).toBeGreaterThan(0.15)
    expect(share(429)).toBeLessThan(0.05)
    expect(counts.size).toBe(new Set(operations.map(nameOf)).size)
  },
)
