/** Random histories of one device against a small server: answers late, twice, out of order, lost. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyToKept, shownEntries } from '../../db/device/fold.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { countOutbox, peek, type Batch } from '../../db/device/outbox.ts'
import { type Answer, receive } from '../../db/device/receive.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { keptRow, type KeptRow } from '../../db/device/shown.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Change } from '../../db/protocol/change.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { judgeRestored } from '../../db/protocol/judge.ts'
import type { Row } from '../../db/protocol/row.ts'
import { rowKey } from '../../db/protocol/row-key.ts'
import type { ChangeResult } from '../../db/protocol/round.ts'
import {
  chatId,
  chatRow,
  clockOf,
  createDevice,
  messageRow,
  newMessage,
  rename,
  type TestDevice,
} from './device.ts'

const CHATS = [chatId('chat-1'), chatId('chat-2')] as const

/** What a backup of the server holds. */
interface Backup {
  readonly revision: number
  readonly rows: ReadonlyMap<string, Row>
  readonly results: ReadonlyMap<string, ChangeResult>
  readonly tokens: ReadonlyMap<number, string>
}

/** As much of a server as a device can tell: rows by revision, each change taken once, backups. */
class SmallServer {
  revision = 0
  /** Never turned back, as the clock on the wall. */
  now = 0
  rows = new Map<string, Row>()
  results = new Map<string, ChangeResult>()
  tokens = new Map<number, string>()
  backup: Backup | null = null
  /** When each title first stood. */
  readonly titledAt = new Map<string, number>()

  constructor() {
    for (const id of CHATS) this.put(chatRow(id, 0))
  }

  put(row: Row): number {
    this.revision += 1
    this.now += 1
    this.tokens.set(this.revision, `t${this.now}`)
    this.rows.set(rowKey(row.entity, row.id), { ...row, revision: this.revision })
    const isNewTitle = row.entity === 'chat' && !this.titledAt.has(row.title)
    if (isNewTitle) this.titledAt.set(row.title, this.now)
    return this.revision
  }

  save(): void {
    const { revision, rows, results, tokens } = this
    this.backup = {
      revision,
      rows: new Map(rows),
      results: new Map(results),
      tokens: new Map(tokens),
    }
  }

  restore(): void {
    if (this.backup === null) return
    const { revision, rows, results, tokens } = this.backup
    this.revision = revision
    this.rows = new Map(rows)
    this.results = new Map(results)
    this.tokens = new Map(tokens)
  }

  /** Somebody else's rename. */
  rename(at: number): void {
    const row = this.chat(CHATS[at % 2] ?? CHATS[0])
    const id = `theirs-${this.now}`
    this.put({ ...row, title: id, clocks: { title: clockOf(id, this.now + 1) } })
  }

  chat(id: string) {
    const row = this.rows.get(rowKey('chat', id))
    if (row?.entity !== 'chat') throw new Error(`no chat ${id}`)
    return row
  }

  take(change: Change): ChangeResult {
    const known = this.results.get(change.changeId)
    if (known !== undefined) return { ...known, outcome: 'duplicate' }
    const result = { changeId: change.changeId, ...this.apply(change) }
    this.results.set(change.changeId, result)
    return result
  }

  apply(change: Change): Omit<ChangeResult, 'changeId'> {
    if (change.kind === 'restore') return this.bringBack(change.row)
    if (change.kind === 'message.append') {
      const { id, chatId: ofChat, parentId, content, timestamp } = change.message
      const place = { chatId: ofChat, position: this.nextPosition(ofChat), revision: 0 }
      const row = messageRow(id, { ...place, parentId, content, timestamp })
      return { outcome: 'applied', revision: this.put(row) }
    }
    if (change.kind !== 'chat.set' || change.field !== 'title')
      return { outcome: 'applied', revision: this.revision }
    const row = this.chat(change.chatId)
    const isSeen = (row.clocks['title']?.changeId ?? null) === (change.base?.changeId ?? null)
    if (!isSeen) return { outcome: 'conflict', revision: this.put(row) }
    const clocks = { title: clockOf(change.changeId, this.now + 1) }
    return { outcome: 'applied', revision: this.put({ ...row, title: change.value, clocks }) }
  }

  bringBack(row: Row): Omit<ChangeResult, 'changeId'> {
    const standing = this.rows.get(rowKey(row.entity, row.id))
    if (row.entity === 'message') {
      if (standing !== undefined) return { outcome: 'duplicate', revision: standing.revision }
      const position = this.nextPosition(row.chatId)
      return { outcome: 'applied', revision: this.put({ ...row, position }) }
    }
    if (row.entity !== 'chat' || standing?.entity !== 'chat')
      return { outcome: 'applied', revision: this.put(row) }
    const verdict = judgeRestored(
      { value: standing.title, clock: standing.clocks['title'] },
      { value: row.title, clock: row.clocks['title'] },
    )
    const winner = verdict.winner === 'incoming' ? row : standing
    return { outcome: 'applied', revision: this.put(winner) }
  }

  nextPosition(ofChat: ChatId): number {
    const rows = [...this.rows.values()]
    return rows.filter((row) => row.entity === 'message' && row.chatId === ofChat).length
  }

  /** Tokens tell a device that it knows a future which this server has lost. */
  answer(batch: Batch, limit: number): Answer | 'history_forked' {
    const { seen, cursor: from, generation } = batch.sync
    if (seen !== null && this.tokens.get(seen.revision) !== seen.token) return 'history_forked'
    const results = batch.changes.map((change) => this.take(change))
    const above = [...this.rows.values()]
      .filter((row) => row.revision > Number(from ?? 0))
      .toSorted((a, b) => a.revision - b.revision)
    const rows = above.slice(0, limit)
    const hasMore = above.length > limit
    const to = String(hasMore ? rows.at(-1)?.revision : this.revision)
    const head = { revision: this.revision, token: this.tokens.get(this.revision) ?? '' }
    const page = { from, to, rows, hasMore }
    return { generation, results, sent: batch.changes, page, head, serverTime: 1, now: 1 }
  }
}

/** The row is its shadow with its entries, in order; a shadow stands exactly while entries do. */
const checkTables = async ({ db }: TestDevice): Promise<void> => {
  const entries = await db.outbox.toArray()
  const { deviceId } = await readSync(db)
  const shadows = await db.shadow.toArray()
  const keptKeys = entries.map((entry) => entry.rowKey).filter((key) => key.startsWith('chat:'))
  expect(shadows.map((shadow) => shadow.rowKey).toSorted()).toEqual(
    [...new Set(keptKeys)].toSorted(),
  )
  for (const shadow of shadows) {
    const ofRow = entries.filter((entry) => entry.rowKey === shadow.rowKey)
    let row = shadow.row
    for (const entry of shownEntries(ofRow)) row = applyToKept(row, entry, deviceId)
    const record = await db.chats.get(shadow.rowKey.slice('chat:'.length))
    expect(record && essence(keptRow(record))).toEqual(row && essence(row))
  }
  const overlay = await db.messages.toCollection().primaryKeys()
  const changed = new Set(
    entries
      .map((entry) => entry.rowKey)
      .filter((key) => key.startsWith('message:'))
      .map((key) => key.slice('message:'.length)),
  )
  expect(overlay.toSorted()).toEqual([...changed].toSorted())
}

/** All but the device id in the clocks: after a fork it is another one only where it was folded since. */
const essence = (row: KeptRow) => {
  if (row.entity !== 'chat') return row
  return { ...row, clocks: Object.values(row.clocks).map((clock) => clock.changeId) }
}

/** As many as are counted, found as far as they are sent: nothing waits below where they are looked for. */
const checkNumbers = async ({ db }: TestDevice): Promise<void> => {
  const { changes, pending } = await peek(db)
  const entries = await db.outbox.toArray()
  const numbers = entries.flatMap((entry) => entry.seq ?? []).toSorted((a, b) => a - b)
  const waiting = entries.filter((entry) => entry.state === 'waiting').length
  expect(changes.map((change) => change.seq)).toEqual(numbers)
  expect(pending).toBe(waiting)
  expect((await countOutbox(db)).waiting).toBe(waiting)
}

interface History {
  readonly device: TestDevice
  readonly server: SmallServer
  /** Answers on their way; each may come late, twice, or never. */
  readonly inFlight: Answer[]
  /** By chat, the rank of the title it last showed. */
  readonly shown: Map<string, number>
  written: number
}

type Play = (history: History, at: number) => Promise<unknown> | void

const knownChat = async ({ device }: History, at: number): Promise<ChatId | null> => {
  const chat = CHATS[at % 2] ?? CHATS[0]
  return (await device.db.chats.get(chat)) === undefined ? null : chat
}

const PLAYS: Readonly<Record<Step['kind'], Play>> = {
  rename: async (history, at) => {
    const chat = await knownChat(history, at)
    if (chat !== null) await history.device.write(rename(chat, `mine-${(history.written += 1)}`))
  },
  append: async (history, at) => {
    const chat = await knownChat(history, at)
    if (chat !== null) await history.device.write(newMessage(`m${(history.written += 1)}`, chat))
  },
  theirs: ({ server }, at) => server.rename(at),
  ask: async (history, at) => {
    const answer = await ask(history, { maxChanges: 1 + (at % 2), limit: 1 + (at % 3) })
    if (answer !== null) history.inFlight.push(answer)
  },
  deliver: async ({ device, inFlight }, at) => {
    // The newest most often; one that came before may come again.
    const answer = inFlight.at(-at)
    if (answer !== undefined) await receive(device.db, answer)
  },
  lose: ({ inFlight }) => void inFlight.shift(),
  fork: async ({ device }) => {
    const { generation } = await readSync(device.db)
    await recoverFromFork(device.db, device.deps, { code: 'device_forked', generation })
  },
  save: ({ server }) => server.save(),
  restore: ({ server }) => server.restore(),
  round: async (history) => {
    const answer = await ask(history, { maxChanges: 500, limit: 50 })
    if (answer !== null) await receive(history.device.db, answer)
  },
}

/** One request; where the server has lost its history, the recovery that follows. */
const ask = async (
  { device, server }: History,
  { maxChanges, limit }: { readonly maxChanges: number; readonly limit: number },
): Promise<Answer | null> => {
  const batch = await peek(device.db, { maxChanges })
  const answer = server.answer(batch, limit)
  if (answer !== 'history_forked') return answer
  const { generation } = batch.sync
  await recoverFromFork(device.db, device.deps, { code: answer, generation })
  return null
}

/** A person sees what they wrote last until its row is there, and never an older title than before. */
const checkScreen = async (history: History): Promise<void> => {
  for (const id of CHATS) {
    const chat = await history.device.db.chats.get(id)
    if (chat !== undefined) await checkTitle(history, chat)
  }
}

const checkTitle = async (
  { device, server, shown }: History,
  { id, title }: ChatRecord,
): Promise<void> => {
  const pending = await device.db.outbox.where('rowKey').equals(rowKey('chat', id)).toArray()
  const last = pending.toSorted((a, b) => a.order - b.order).at(-1)?.body
  const mine = last?.kind === 'chat.set' ? last.value : null
  const floor = shown.get(id) ?? 0
  // Without a rank the server has not taken it yet: then only its author can see it.
  const rank = server.titledAt.get(title) ?? null
  if (mine === null) expect(rank).toBeGreaterThanOrEqual(floor)
  else expect(title).toBe(mine)
  shown.set(id, Math.max(floor, rank ?? 0))
}

/** Runs one history, checking after every step, and at the end that both sides hold the same. */
const play = async (steps: readonly Step[]): Promise<void> => {
  const device = await createDevice()
  const server = new SmallServer()
  const history: History = { device, server, inFlight: [], shown: new Map(), written: 0 }
  for (const { kind, at } of [ROUND, ...steps, ...QUIET]) {
    const before = await readSync(device.db)
    await PLAYS[kind](history, at)

    const after = await readSync(device.db)
    if (after.generation === before.generation) {
      expect(Number(after.cursor)).toBeGreaterThanOrEqual(Number(before.cursor))
      expect(after.seen?.revision ?? 0).toBeGreaterThanOrEqual(before.seen?.revision ?? 0)
    }
    await checkNumbers(device)
    await checkTables(device)
    await checkScreen(history)
  }
  expect(await device.db.outbox.count()).toBe(0)
  const blocks = await device.db.blocks.toArray()
  const chats = (await device.db.chats.toArray()).map(keptRow)
  const held = [...chats, ...blocks.flatMap((block) => block.messages)]
  expect(held).toHaveLength(server.rows.size)
  expect(new Map(held.map((row) => [rowKey(row.entity, row.id), row]))).toEqual(server.rows)
  device.db.close()
}

interface Step {
  readonly kind: (typeof KINDS)[number] | 'round'
  readonly at: number
}

const KINDS = [
  'rename',
  'rename',
  'append',
  'theirs',
  'ask',
  'ask',
  'deliver',
  'deliver',
  'deliver',
  'lose',
  'fork',
  'save',
  'restore',
] as const

const ROUND: Step = { kind: 'round', at: 0 }
const QUIET: readonly Step[] = [ROUND, ROUND, ROUND, ROUND]

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.integer({ min: 1, max: 4 }),
})

describe('[V1] [N2] [C1] in any history', () => {
  test('the screen never goes back, and device and server agree when all is quiet', async () => {
    const histories = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), play)
    const runs = { numRuns: Number(process.env['RUNS'] ?? 60), seed: 20_270_101 }

    await expect(fc.assert(histories, runs)).resolves.toBeUndefined()
  }, 60_000)
})
