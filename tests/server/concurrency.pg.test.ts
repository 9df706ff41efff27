/** One person's devices at the same moment: revisions without a gap, and no reader misses one. */

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onPostgres } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, id, rowsIn } from './pen.ts'

const DEVICES = 8
const ROUNDS = 12

onPostgres((db) => {
  test('[N1] pushes of 8 devices at once leave revisions without a gap, each used once', async () => {
    const first = createPen(db)
    const chat = id()
    await first.send([first.change(chatCreate(chat))])
    const pens = await Promise.all(Array.from({ length: DEVICES }, () => createTwin(db, first)))

    const replies = await Promise.all(
      pens.map(async (pen) => {
        const results: number[] = []
        for (let round = 0; round < ROUNDS; round += 1) {
          const reply = await pen.send([
            pen.change(append(chat, id())),
            pen.change(append(chat, id())),
          ])
          results.push(...reply.results.map((result) => result.revision))
        }
        return results
      }),
    )

    const revisions = replies.flat().toSorted((a, b) => a - b)
    expect(revisions).toEqual(Array.from({ length: DEVICES * ROUNDS * 2 }, (_, at) => at + 2))
    const positions = await sql<{ position: number }>`
      select position from messages where user_id = ${first.userId} order by position`.execute(
      db().db,
    )
    expect(positions.rows.map((row) => row.position)).toEqual(revisions.map((_, at) => at))
  })

  test('[N1] a device that pulls all the while misses nothing', async () => {
    const first = createPen(db)
    const chat = id()
    await first.send([first.change(chatCreate(chat))])
    const pens = await Promise.all(Array.from({ length: 4 }, () => createTwin(db, first)))
    const reader = await createTwin(db, first)
    const seen = new Set<number>()
    const writing = { isDone: false }

    const read = async () => {
      const reply = await reader.send([], { limit: 20 })
      for (const row of rowsIn(reply)) seen.add(row.revision)
      return reply.page.hasMore
    }
    const reading = (async () => {
      while (!writing.isDone) await read()
      while (await read());
    })()
    await Promise.all(
      pens.map(async (pen) => {
        for (let round = 0; round < 25; round += 1)
          await pen.send([pen.change(append(chat, id())), pen.change(chatCreate(id()))], {
            direction: 'upload',
          })
      }),
    )
    writing.isDone = true
    await reading

    expect([...seen].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 4 * 25 * 2 }, (_, at) => at + 2),
    )
  })

  test('[I1] the same batch sent eight times at once has the effect of once', async () => {
    const pen = createPen(db)
    const chat = id()
    const changes = [
      pen.change(chatCreate(chat)),
      pen.change(append(chat, id())),
      pen.change(chatSet(chat, 'title', 'x')),
    ]

    const answers = await Promise.all(Array.from({ length: 8 }, () => pen.ask(changes)))

    const outcomes = answers.map((answer) =>
      answer.kind === 'done'
        ? answer.reply.results.map((result) => result.outcome).join()
        : 'fault',
    )
    expect(outcomes.toSorted()).toEqual([
      'applied,applied,applied',
      ...Array.from({ length: 7 }, () => 'duplicate,duplicate,duplicate'),
    ])
    await pen.pull()
    expect(pen.seen?.revision).toBe(3)
  })

  test('people do not wait for one another', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    await one.send([one.change(chatCreate(id()))])
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const holding = db()
      .db.transaction()
      .execute(async (trx) => {
        await sql`select 1 from sync_status where user_id = ${one.userId} for update`.execute(trx)
        await held
      })

    await other.send([other.change(chatCreate(id()))])
    await one.send([])
    release()
    await holding

    expect(other.seen?.revision).toBe(1)
  })
})
