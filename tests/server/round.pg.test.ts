/** The round: once only, in order, and a fork is noticed, whatever is repeated, late or restored. */

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { deviceIdSchema } from '../../db/protocol/ids.ts'
import { type Current, onBoth } from './both-databases.ts'
import { applyRound } from '../../db/server/round.ts'
import {
  append,
  chatCreate,
  chatSet,
  createPen,
  createTwin,
  id,
  NOON,
  outcomes,
  rowsIn,
} from './pen.ts'

const codeOf = async (answer: ReturnType<ReturnType<typeof createPen>['ask']>) => {
  const outcome = await answer
  return outcome.kind === 'fault' ? outcome.fault.code : 'done'
}

const repeats = (db: Current) => {
  test('a round writes chats and messages and answers with their rows', async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]

    const reply = await pen.send([
      pen.change(chatCreate(chat, 'Café ☕ مرحبا')),
      pen.change(append(chat, message, { content: '👩‍👩‍👧 `code` שלום', metadata: { a: [1] } })),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'applied'])
    expect(reply.results.map((result) => result.revision)).toEqual([1, 2])
    expect(reply.pushed).toBe(2)
    expect(rowsIn(reply)).toMatchObject([
      { entity: 'chat', id: chat, title: 'Café ☕ مرحبا', revision: 1 },
      { entity: 'message', id: message, content: '👩‍👩‍👧 `code` שלום', position: 0, revision: 2 },
    ])
    expect(reply.head.revision).toBe(2)
    expect(reply.head.token).not.toBe('')
    expect(reply.page).toMatchObject({ to: '2', hasMore: false })
  })

  test('[I1] the same batch again changes nothing and is answered with the same revisions', async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]
    const changes = [pen.change(chatCreate(chat)), pen.change(append(chat, message))]
    const first = await pen.send(changes)

    const again = await pen.send(changes)

    expect(outcomes(again)).toEqual(['duplicate', 'duplicate'])
    expect(again.results.map((result) => result.revision)).toEqual(
      first.results.map((result) => result.revision),
    )
    expect(again.head).toEqual(first.head)
    expect(again.pushed).toBe(0)
  })

  test('[I1] overlapping batches have the effect of each change once', async () => {
    const pen = createPen(db)
    const chat = id()
    const changes = [
      pen.change(chatCreate(chat)),
      ...[1, 2, 3].map(() => pen.change(append(chat, id()))),
    ]
    await pen.send(changes.slice(0, 3))

    const reply = await pen.send(changes.slice(1))

    expect(outcomes(reply)).toEqual(['duplicate', 'duplicate', 'applied'])
    const fresh = await createTwin(db, pen)
    expect([...fresh.rows.values()].filter((row) => row.entity === 'message')).toHaveLength(3)
  })

  test('[I1] the same changes from another device are duplicates and take its numbers', async () => {
    const pen = createPen(db)
    const chat = id()
    const changes = [pen.change(chatCreate(chat)), pen.change(append(chat, id()))]
    await pen.send(changes)
    const other = createPen(db, pen.userId)

    const reply = await other.send(changes)
    const next = await other.send([{ ...pen.change(append(chat, id())), seq: 3 }])

    expect(outcomes(reply)).toEqual(['duplicate', 'duplicate'])
    expect(outcomes(next)).toEqual(['applied'])
    expect(next.head.revision).toBe(3)
  })

  test('[I1] a late repeat of an older edit does not undo a newer one', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const first = pen.change(chatSet(chat, 'title', 'first'))
    await pen.send([first])
    await pen.send([pen.change(chatSet(chat, 'title', 'second', { base: first.changeId }))])

    const reply = await pen.send([first])

    expect(outcomes(reply)).toEqual(['duplicate'])
    const fresh = await createTwin(db, pen)
    expect(fresh.rows.get(`chat:${chat}`)).toMatchObject({ title: 'second' })
  })

  test('[I1] an edit that comes again from a copied device does not undo a newer one', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const first = pen.change(chatSet(chat, 'title', 'first'))
    const reply = await pen.send([first])
    await pen.send([pen.change(chatSet(chat, 'title', 'second', { base: first.changeId }))])
    const copy = await createTwin(db, pen)

    const again = await copy.send([{ ...first, seq: 1 }])

    expect(again.results).toEqual([
      {
        changeId: first.changeId,
        outcome: 'duplicate',
        revision: reply.results[0]?.revision,
      },
    ])
    expect(copy.rows.get(`chat:${chat}`)).toMatchObject({ title: 'second' })
    expect([...copy.rows.keys()]).toEqual([`chat:${chat}`])
  })

  test('a change that was refused is refused again when its answer was lost, and may be tried anew', async () => {
    const pen = createPen(db)
    const chat = id()
    const lost = pen.change(append(chat, id()))
    const refused = await pen.send([lost])

    const again = await pen.send([lost])
    await pen.send([pen.change(chatCreate(chat))])
    const anew = await pen.send([{ ...lost, seq: (pen.seq += 1) }])

    expect(outcomes(refused)).toEqual(['needs_parent'])
    expect(again.results).toEqual(refused.results)
    expect(outcomes(anew)).toEqual(['applied'])
  })
}

const order = (db: Current) => {
  test('[O1] a missing number is a sequence_gap and nothing of the batch is taken', async () => {
    const pen = createPen(db)
    const one = pen.change(chatCreate(id()))
    const two = pen.change(chatCreate(id()))
    const three = pen.change(chatCreate(id()))

    expect(await codeOf(pen.ask([two]))).toBe('sequence_gap')
    expect(await codeOf(pen.ask([one, three]))).toBe('sequence_gap')
    const reply = await pen.send([one, two, three])

    expect(reply.results.map((result) => result.revision)).toEqual([1, 2, 3])
  })

  test('a number that comes with another change is device_forked and nothing of the batch is taken', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    const second = pen.change(chatCreate(id()))

    const answer = await codeOf(pen.ask([{ ...pen.change(chatCreate(id())), seq: 1 }, second]))

    expect(answer).toBe('device_forked')
    const fresh = await createTwin(db, pen)
    expect(fresh.rows.size).toBe(1)
  })

  test('a retired device is device_forked, with changes and without', async () => {
    const pen = createPen(db)
    const former = pen.deviceId
    await pen.send([pen.change(chatCreate(id()))])
    pen.deviceId = deviceIdSchema.parse(id())
    await pen.send([], { retires: former })
    const late = { ...pen.change(chatCreate(id())), seq: 2 }

    expect(await codeOf(pen.ask([late], { deviceId: former }))).toBe('device_forked')
    expect(await codeOf(pen.ask([], { deviceId: former }))).toBe('device_forked')
    expect(await codeOf(pen.ask([{ ...late, seq: 1 }], { retires: former }))).toBe('done')
  })

  test('a device that never spoke may be retired, so that its late requests are refused', async () => {
    const pen = createPen(db)
    const former = deviceIdSchema.parse(id())
    await pen.send([pen.change(chatCreate(id()))], { retires: former })

    const late = { ...pen.change(chatCreate(id())), seq: 1 }

    expect(await codeOf(pen.ask([late], { deviceId: former }))).toBe('device_forked')
  })
}

const history = (db: Current) => {
  /** As a restore from a backup does: what is newer than the revision never was. */
  const restore = async (userId: string, revision: number) => {
    for (const table of ['messages', 'chats', 'conflicts', 'folders', 'sync_tokens'] as const)
      await sql`delete from ${sql.table(table)} where user_id = ${userId} and revision > ${revision}`.execute(
        db().db,
      )
    await sql`delete from applied_changes where user_id = ${userId} and revision > ${revision}`.execute(
      db().db,
    )
    await sql`update sync_status set revision = ${revision} where user_id = ${userId}`.execute(
      db().db,
    )
    await sql`update devices set last_seq = ${revision} where user_id = ${userId}`.execute(db().db)
  }

  test('[N1] a server behind what the device was told of is history_forked', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    await pen.send([pen.change(chatCreate(id()))])
    await restore(pen.userId, 1)

    expect(await codeOf(pen.ask([]))).toBe('history_forked')
    expect(await codeOf(pen.ask([pen.change(chatCreate(id()))]))).toBe('history_forked')
    expect(await codeOf(pen.ask([], { seen: null }))).toBe('history_forked')
    expect(await codeOf(pen.ask([], { seen: null, cursor: null }))).toBe('done')
  })

  test('[N1] a server that went on from a backup is history_forked, though its revision is high enough', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    await pen.send([pen.change(chatCreate(id()))])
    await restore(pen.userId, 1)
    const other = await createTwin(db, pen)
    for (let round = 0; round < 3; round += 1) await other.send([other.change(chatCreate(id()))])

    expect(await codeOf(pen.ask([]))).toBe('history_forked')
    expect(await codeOf(pen.ask([{ ...pen.change(chatCreate(id())), seq: 2 }]))).toBe(
      'history_forked',
    )
  })

  test('[N1] a server that went on from an empty backup, in one push, is history_forked', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    await restore(pen.userId, 0)
    const other = await createTwin(db, pen)
    await other.send([other.change(chatCreate(id())), other.change(chatCreate(id()))])

    expect(await codeOf(pen.ask([]))).toBe('history_forked')
    expect(await codeOf(pen.ask([pen.change(chatCreate(id()))]))).toBe('history_forked')
  })

  test('a head from the middle of a push is history_forked; one older than every token is believed where some were let go', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id())), pen.change(chatCreate(id()))])
    await pen.send([pen.change(chatCreate(id()))])
    const old = { revision: 2, token: pen.seen?.token ?? '' }
    expect(await codeOf(pen.ask([], { seen: old, cursor: '2' }))).toBe('history_forked')

    await sql`delete from sync_tokens where user_id = ${pen.userId} and revision <= 2`.execute(
      db().db,
    )
    expect(await codeOf(pen.ask([], { seen: old, cursor: '2' }))).toBe('history_forked')
    await sql`update sync_tokens set created_at = created_at - interval '401 days'
      where user_id = ${pen.userId}`.execute(db().db)

    expect(await codeOf(pen.ask([], { seen: old, cursor: '2' }))).toBe('done')
    expect(await codeOf(pen.ask([], { seen: { revision: 0, token: '' } }))).toBe('done')
  })
}

const forgetting = (db: Current) => {
  const DAY = 24 * 60 * 60 * 1000
  const count = async (table: string, userId: string) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)} where user_id = ${userId}`.execute(db().db)
    return rows[0]?.n
  }

  test("[I1] the ledger keeps a change for a month, and its device's last number for ever", async () => {
    const pen = createPen(db)
    const first = pen.change(chatCreate(id()))
    await pen.send([first, pen.change(chatCreate(id()))])
    const later = { now: NOON + 29 * DAY, sentAt: NOON + 29 * DAY }

    await pen.send([pen.change(chatCreate(id()))], later)
    expect(outcomes(await pen.send([first], later))).toEqual(['duplicate'])
    expect(await count('applied_changes', pen.userId)).toBe(3)
    const muchLater = { now: NOON + 31 * DAY, sentAt: NOON + 31 * DAY }
    await pen.send([pen.change(chatCreate(id()))], muchLater)

    expect(await count('applied_changes', pen.userId)).toBe(2)
    expect(await codeOf(pen.ask([first], muchLater))).toBe('device_forked')
    const years = { now: NOON + 999 * DAY, sentAt: NOON + 999 * DAY }
    const last = { ...pen.change(chatCreate(id())), seq: 5 }
    await pen.send([last], muchLater)
    expect(outcomes(await pen.send([last], years))).toEqual(['duplicate'])
    expect(outcomes(await pen.send([last], years))).toEqual(['duplicate'])
    pen.seq = 5
    expect(outcomes(await pen.send([pen.change(chatCreate(id()))], muchLater))).toEqual(['applied'])
  })

  test('[N1] tokens are kept for 400 days, the last one for ever, and one to say that some went', async () => {
    const pen = createPen(db)
    for (let push = 0; push < 4; push += 1) await pen.send([pen.change(chatCreate(id()))])
    const later = { now: NOON + 401 * DAY, sentAt: NOON + 401 * DAY }

    expect(await codeOf(pen.ask([], later))).toBe('done')
    await pen.send([pen.change(chatCreate(id()))], later)
    await pen.send([pen.change(chatCreate(id()))], later)

    expect(await count('sync_tokens', pen.userId)).toBe(3)
    expect(await codeOf(pen.ask([], later))).toBe('done')
  })
}

const requests = (db: Current) => {
  test('a request that says only "full" is answered from the start', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    const { userId } = pen

    const outcome = await applyRound(db(), {
      userId,
      now: NOON,
      newToken: id,
      request: { direction: 'full' },
    })

    expect(outcome).toMatchObject({ kind: 'done', reply: { page: { from: null, rowCount: 1 } } })
  })

  test('upload answers with an empty page that stands still, download takes no changes', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])

    const reply = await pen.send([pen.change(chatCreate(id()))], { direction: 'upload' })

    expect(outcomes(reply)).toEqual(['applied'])
    expect(reply.page).toEqual({ from: '1', to: '1', hasMore: true, rowsJson: '[]', rowCount: 0 })
    const change = pen.change(chatCreate(id()))
    expect(await codeOf(pen.ask([change], { direction: 'download' }))).toBe('invalid')
  })

  test('changes without a device, a device that retires itself and a foreign cursor are invalid', async () => {
    const pen = createPen(db)
    const change = pen.change(chatCreate(id()))

    const nameless = applyRound(db(), {
      userId: pen.userId,
      now: NOON,
      newToken: id,
      request: { direction: 'full', changes: [change] },
    })
    expect(await codeOf(nameless)).toBe('invalid')
    expect(await codeOf(pen.ask([], { retires: pen.deviceId }))).toBe('invalid')
    for (const cursor of ['x', '-1', '1.5', 'b.1.1.q', 'b.1.1.c.', 'b.1.1.m.x.y', '01'])
      expect(await codeOf(pen.ask([change], { cursor }))).toBe('invalid')
  })

  test('the status tells the revision, what each device has confirmed and what it still has to send', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))], { pending: 7 })
    const twin = await createTwin(db, pen)
    await pen.send([pen.change(chatCreate(id()))], { pending: 3 })

    const reply = await twin.send([], { cursor: '1' })

    expect(reply.status).toMatchObject({ revision: 2, pendingChanges: 1, isOnline: true })
    expect(reply.status.devices).toHaveLength(2)
    expect(reply.status.devices.find((device) => device.current)?.deviceId).toBe(twin.deviceId)
    expect(reply.status.devices.find((device) => !device.current)).toMatchObject({ pending: 2 })
    expect((await twin.send([])).status.pendingChanges).toBe(0)
  })
}

onBoth((db) => {
  describe('what comes twice', () => {
    repeats(db)
  })
  describe('numbers of a device', () => {
    order(db)
  })
  describe('a history that is not ours', () => {
    history(db)
  })
  describe('what is forgotten', () => {
    forgetting(db)
  })
  describe('requests', () => {
    requests(db)
  })
})
