/** PostgreSQL killed, restarted or hung under load: the process lives, says so, and goes on when it is back. */

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from '../../db/server/connect.ts'
import type { Database } from '../../db/server/database.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { isOutOfSpace, isUnavailable } from '../../db/server/unavailable.ts'
import { type PostgresCluster, startPostgres } from '../world/postgres.ts'
import { silent } from './both-databases.ts'
import { append, chatCreate, createPen, createTwin, id, outcomes, type TestChange } from './pen.ts'

let postgres: PostgresCluster | undefined
let opened: Database | undefined

const server = (): PostgresCluster => {
  if (postgres === undefined) throw new Error('PostgreSQL is not started')
  return postgres
}

const db = (): Database => {
  if (opened === undefined) throw new Error('the database is not open')
  return opened
}

beforeAll(async () => {
  postgres = await startPostgres({ fsync: true })
  opened = await openDatabase({ url: postgres.url }, silent)
  await migrateDatabase(opened, silent)
})

afterAll(async () => {
  await opened?.close()
  await postgres?.stop()
})

/** As a device does: the same batch again until the server answers for it. */
const until = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await attempt()
    } catch (error) {
      if (!isUnavailable(error)) throw error
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
    }
}

test('[N1] killed and restarted under load, no acknowledged change is lost and none is doubled', async () => {
  const first = createPen(db)
  const chat = id()
  await first.send([first.change(chatCreate(chat))])
  const pens = await Promise.all(Array.from({ length: 4 }, () => createTwin(db, first)))
  const acknowledged: string[] = []
  const load = { isOver: false }

  const writing = pens.map(async (pen) => {
    while (!load.isOver) {
      const messageId = id()
      const batch: readonly TestChange[] = [pen.change(append(chat, messageId))]
      const reply = await until(() => pen.send(batch, { direction: 'upload' }))
      expect(outcomes(reply)[0]).toMatch(/applied|duplicate/)
      acknowledged.push(messageId)
    }
  })
  for (let kill = 0; kill < 3; kill += 1) {
    const before = acknowledged.length
    await vi.waitUntil(() => acknowledged.length > before + 20, { timeout: 60_000 })
    if (kill === 1) await server().restart()
    else {
      await server().kill()
      await server().restart()
    }
  }
  load.isOver = true
  await Promise.all(writing)

  const fresh = createPen(db, first.userId)
  await until(() => fresh.pull())
  const stored = [...fresh.rows.values()].filter((row) => row.entity === 'message')
  expect(new Set(stored.map((row) => row.id))).toEqual(new Set(acknowledged))
  expect(stored.map((row) => row.position).toSorted((a, b) => a - b)).toEqual(
    stored.map((_, at) => at),
  )
})

test('a server that hangs is an error within seconds, and work goes on when it resumes', async () => {
  const pen = createPen(db)
  const change = pen.change(chatCreate(id()))
  await pen.pull()
  server().suspend()
  onTestFinished(() => server().resume())
  const begin = performance.now()

  const failure = await pen.send([change]).catch((error: unknown) => error)
  const waited = performance.now() - begin
  const isReady = await db().ready()
  server().resume()

  expect(isUnavailable(failure)).toBe(true)
  expect(waited).toBeLessThan(14_000)
  expect(isReady).toBe(false)
  expect(outcomes(await until(() => pen.send([change])))[0]).toMatch(/applied|duplicate/)
  expect(await db().ready()).toBe(true)
})

test('what is wrong with a statement is no reason to try again', async () => {
  const { sql } = await import('kysely')

  const failure = await sql`select no_such_column`.execute(db().db).catch((error: unknown) => error)

  expect(isUnavailable(failure)).toBe(false)
  expect(isUnavailable(new TypeError('a bug'))).toBe(false)
  expect(isUnavailable({ code: '53100' })).toBe(false)
  expect(isOutOfSpace({ code: '53100' })).toBe(true)
  for (const code of ['57P01', '08006', '40001', '40P01', '55P03', '53300'])
    expect(isUnavailable({ code })).toBe(true)
})
