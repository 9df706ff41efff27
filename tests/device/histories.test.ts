/** Random histories of one device against a small server: answers late, twice, out of order, lost. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyToKept, shownEntries } from '../../db/device/fold.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { peek, type Batch } from '../../db/device/outbox.ts'
import { type Answer, receive } from '../../db/device/receive.ts'
import { keptRow, type KeptRow } from '../../db/device/shown.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Change } from '../../db/protocol/change.ts'
import { rowKey, type Row } from '../../db/protocol/row.ts'
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

/** As much of a server as a device can tell: rows by revision, each change taken once. */
class SmallServer {
  revision = 2
  readonly rows = new Map<string, Row>(
    CHATS.map((id, at) => [rowKey('chat', id), chatRow(id, at + 1)]),
  )
  readonly results = new Map<string, ChangeResult>()
  /** The revision at which each title first stood. */
  readonly titledAt = new Map<string, number>()

  put(row: Row): number {
    this.revision += 1
    this.rows.set(rowKey(row.entity, row.id), { ...row, revision: this.revision })
    const isNewTitle = row.entity === 'chat' && !this.titledAt.has(row.title)
    if (isNewTitle) this.titledAt.set(row.title, this.revision)
    return this.revision
  }

  /** Somebody else's rename. */
  rename(at: number): void {
    const row = this.chat(CHATS[at % 2] ?? CHATS[0])
    const changeId = `theirs-${this.revision}`
    this.put({ ...row, title: changeId, clocks: { title: clockOf(changeId) } })
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
    if (change.kind === 'message.append') {
      const { id, chatId: ofChat, parentId, content, timestamp } = change.message
      const position = [...this.rows.values()].filter(
        (row) => row.entity === 'message' && row.chatId === ofChat,
      ).length
      const row = messageRow(id, {
        chatId: ofChat,
        position,
        revision: 0,
        parentId,
        content,
        timestamp,
      })
      return { outcome: 'applied', revision: this.put(row) }
    }
    if (change.kind !== 'chat.set' || change.field !== 'title')
      return { outcome: 'applied', revision: this.revision }
    const row = this.chat(change.chatId)
    const isSeen = (row.clocks['title']?.changeId ?? null) === (change.base?.changeId ?? null)
    if (!isSeen) return { outcome: 'conflict', revision: this.put(row) }
    const clocks = { title: clockOf(change.changeId) }
    return { outcome: 'applied', revision: this.put({ ...row, title: change.value, clocks }) }
  }

  answer(batch: Batch, limit: number): Answer {
    const results = batch.changes.map((change) => this.take(change))
    const from = batch.sync.cursor
    const above = [...this.rows.values()]
      .filter((row) => row.revision > Number(from ?? 0))
      .toSorted((a, b) => a.revision - b.revision)
    const rows = above.slice(0, limit)
    const hasMore = above.length > limit
    const to = String(hasMore ? rows.at(-1)?.revision : this.revision)
    const head = { revision: this.revision, token: `t${this.revision}` }
    const { generation } = batch.sync
    return { generation, results, page: { from, to, rows, hasMore }, head, serverTime: 1, now: 1 }
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
    entries.flatMap((entry) =>
      entry.body.kind === 'message.append' ? [entry.body.message.id] : [],
    ),
  )
  expect(overlay.toSorted()).toEqual([...changed].toSorted())
}

/** All but the device id in the clocks: after a fork it is another one only where it was folded since. */
const essence = (row: KeptRow) => {
  if (row.entity !== 'chat') return row
  return { ...row, clocks: Object.values(row.clocks).map((clock) => clock.changeId) }
}

const isNumberedWithoutGap = async ({ db }: TestDevice): Promise<boolean> => {
  const { changes, pending } = await peek(db)
  return changes.length === pending
}

/** Runs one history, checking after every step; what was shown once may not give way to older. */
const play = async (steps: readonly Step[]): Promise<void> => {
  const device = await createDevice()
  const server = new SmallServer()
  const inFlight: Answer[] = []
  const shown = new Map<string, number>()
  let written = 0
  const rankOf = (title: string): number => server.titledAt.get(title) ?? 0
  const look = async (): Promise<void> => {
    for (const id of CHATS) {
      const title = (await device.db.chats.get(id))?.title
      if (title === undefined) continue
      const pending = await device.db.outbox.where('rowKey').equals(rowKey('chat', id)).toArray()
      const last = pending.toSorted((a, b) => a.order - b.order).at(-1)
      // A person sees what they wrote last for as long as its row is not there.
      if (last?.body.kind === 'chat.set') expect(title).toBe(last.body.value)
      else {
        expect(rankOf(title)).toBeGreaterThanOrEqual(shown.get(id) ?? 0)
        shown.set(id, rankOf(title))
      }
    }
  }
  for (const step of [...steps, ...QUIET]) {
    const before = await readSync(device.db)
    const chat = CHATS[step.at % 2] ?? CHATS[0]
    const isKnown = (await device.db.chats.get(chat)) !== undefined
    if (step.kind === 'rename' && isKnown)
      await device.write(rename(chat, `mine-${(written += 1)}`))
    if (step.kind === 'append' && isKnown)
      await device.write(newMessage(`m${(written += 1)}`, chat))
    if (step.kind === 'theirs') server.rename(step.at)
    if (step.kind === 'ask')
      inFlight.push(server.answer(await peek(device.db, { maxChanges: 2 }), step.at))
    const answer = inFlight[step.at % Math.max(inFlight.length, 1)]
    if (step.kind === 'deliver' && answer !== undefined) await receive(device.db, answer)
    if (step.kind === 'lose') inFlight.shift()
    if (step.kind === 'fork')
      await recoverFromFork(device.db, device.deps, {
        code: 'device_forked',
        generation: before.generation,
      })
    if (step.kind === 'round') await receive(device.db, server.answer(await peek(device.db), 50))

    const after = await readSync(device.db)
    expect(Number(after.cursor)).toBeGreaterThanOrEqual(Number(before.cursor))
    expect(after.seen?.revision ?? 0).toBeGreaterThanOrEqual(before.seen?.revision ?? 0)
    expect(await isNumberedWithoutGap(device)).toBe(true)
    await checkTables(device)
    await look()
  }
  expect(await device.db.outbox.count()).toBe(0)
  const blocks = await device.db.blocks.toArray()
  const chats = (await device.db.chats.toArray()).map(keptRow)
  const held = [...chats, ...blocks.flatMap((block) => block.messages)]
  expect(new Map(held.map((row) => [rowKey(row.entity, row.id), row]))).toEqual(server.rows)
  device.db.close()
}

interface Step {
  readonly kind: 'rename' | 'append' | 'theirs' | 'ask' | 'deliver' | 'lose' | 'fork' | 'round'
  readonly at: number
}

const KINDS: readonly Step['kind'][] = [
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
]

const QUIET: readonly Step[] = Array.from({ length: 3 }, () => ({ kind: 'round', at: 0 }))

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.integer({ min: 1, max: 4 }),
})

describe('[V1] [N2] [C1] in any history', () => {
  test('the screen never goes back, and device and server agree when all is quiet', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), play), {
      numRuns: Number(process.env['RUNS'] ?? 60),
      seed: 20_270_101,
    })
  }, 60_000)
})
