/** Somebody who asks the fuzzer's requests: signed in, with what a device remembers between rounds. */

import { createHash } from 'node:crypto'
import { CHANGE_FAULTS, isChangeFaultCode } from '../../db/protocol/fault.ts'
import type { Chance } from '../faults/chance.ts'
import { openBrowser, type Reply, type TestApp } from '../world/app.ts'
import { isObject } from './from-schema.ts'

export interface FuzzPerson {
  readonly userId: string
  readonly cookie: () => string
  readonly bearer: string
  /** A name that this person may have, for a field of this name; null: any will do. */
  readonly nameFor: (field: string) => string | null
  /** A round with numbers, cursor and head as a device would have them, mostly. */
  readonly dress: (body: unknown) => unknown
  /** What a device keeps of the answer to a round. */
  readonly remember: (asked: unknown, reply: Reply) => void
  /** After some request has ended the session. */
  readonly signInAgain: () => Promise<void>
}

export const FILES: readonly Buffer[] = ['', 'one', 'two', 'three'].map((text) => Buffer.from(text))
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  chatId: ['c'],
  parentChatId: ['c'],
  messageId: ['m'],
  branchFromMessageId: ['m'],
  folderId: ['f'],
  deviceId: ['d'],
  retires: ['d'],
  id: ['c', 'm', 'f'],
  parentId: ['m', 'f'],
  entityId: ['c', 'm', 'f'],
}

interface Memory {
  devices: readonly string[]
  cursor: unknown
  head: unknown
  readonly lastSeqOf: Map<unknown, number>
  readonly conflicts: string[]
  readonly changeIds: string[]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const nameIn = (memory: Memory, chance: Chance, field: string): string | null => {
  const { conflicts, changeIds } = memory
  if (field === 'sha256') return chance.pick(FILES.map(hashOf))
  if (field === 'conflictId' && conflicts.length > 0) return chance.pick(conflicts)
  if (field === 'changeId') return chance.pick(['x', ...changeIds])
  const prefixes = PREFIXES[field]
  return prefixes === undefined ? null : `${chance.pick(prefixes)}${chance.between(0, 3)}`
}

const dressRound = (
  memory: Memory,
  chance: Chance,
  body: Readonly<Record<string, unknown>>,
): unknown => {
  const deviceId = chance.happens(0.9) ? chance.pick(memory.devices) : body['deviceId']
  let seq = memory.lastSeqOf.get(deviceId) ?? 0
  const changes = listOf(body['changes']).map((change) => {
    seq += 1
    const changeId = chance.happens(0.9)
      ? `x${chance.between(0, 2 ** 31)}`
      : nameIn(memory, chance, 'changeId')
    return Object.assign({}, change, { seq, changeId })
  })
  const { retires, ...round } = body
  const { cursor, head } = memory
  const numbered = Object.assign(round, { deviceId, protocol: 1, changes })
  return {
    ...numbered,
    ...(retires !== undefined && chance.happens(0.05) ? { retires } : {}),
    ...(body['direction'] === 'download' ? { changes: [] } : {}),
    ...(chance.happens(0.9) ? { seen: head } : {}),
    ...(chance.happens(0.8) ? { cursor: chance.pick([null, '0', cursor]) } : {}),
  }
}

const isHeld = (result: unknown): boolean => {
  const failure = isObject(result) ? result['fault'] : undefined
  const code = isObject(failure) ? failure['code'] : undefined
  return isChangeFaultCode(code) && CHANGE_FAULTS[code].fate === 'hold'
}

const isFork = (fault: string | undefined): boolean =>
  fault === 'device_forked' || fault === 'sequence_gap'

const rememberRound = (memory: Memory, asked: unknown, { json, fault }: Reply): void => {
  // Its numbers are spoilt: it takes a new identity, as a device does.
  if (isFork(fault)) memory.devices = memory.devices.map((name) => `${name}n`.slice(-40))
  const { page, head, results } = json
  if (!isObject(page) || !isObject(asked)) return
  memory.head = head
  memory.cursor = page['to']
  for (const row of listOf(page['rows']))
    if (isObject(row) && row['entity'] === 'conflict') memory.conflicts.push(String(row['id']))
  const taken = listOf(results).filter((result) => !isHeld(result))
  for (const change of listOf(asked['changes']).slice(0, taken.length)) {
    if (!isObject(change)) continue
    memory.changeIds.push(String(change['changeId']))
    const last = memory.lastSeqOf.get(asked['deviceId']) ?? 0
    memory.lastSeqOf.set(asked['deviceId'], Math.max(last, Number(change['seq'])))
  }
}

/** Signs somebody new in, from an address of their own. */
export const openPerson = async (
  world: TestApp,
  chance: Chance,
  about: { readonly userId: string; readonly env: object },
): Promise<FuzzPerson> => {
  const { userId, env } = about
  const exp = Math.floor(Date.now() / 1000) + 3000
  const bearer = `Bearer ${await world.tokens.sign(userId, { exp })}`
  const send = (path: string, init: RequestInit) =>
    world.app.request(`http://localhost:8787${path}`, init, env)
  const browser = openBrowser({ send }, 'd0')
  const signInAgain = async (): Promise<void> => {
    const { status, text } = await browser.signIn(bearer)
    if (status !== 200) throw new Error(`not signed in: ${text}`)
  }
  await signInAgain()
  const memory: Memory = {
    devices: ['d0', 'd1'],
    cursor: null,
    head: null,
    lastSeqOf: new Map(),
    conflicts: [],
    changeIds: [],
  }
  return {
    userId,
    bearer,
    cookie: () => browser.cookie() ?? '',
    signInAgain,
    nameFor: (field) => nameIn(memory, chance, field),
    dress: (body) =>
      isObject(body) && 'direction' in body ? dressRound(memory, chance, body) : body,
    remember: (asked, reply) => rememberRound(memory, asked, reply),
  }
}
