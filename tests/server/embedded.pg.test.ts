/** The embedded database is as safe as a server: commits reach the disk, one process writes, time goes on. */

import { type ChildProcess, spawn } from 'node:child_process'
import fs, { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { openDatabase } from '../../db/server/connect.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { lockFolder } from '../../db/server/folder-lock.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { ROOT, temporaryFolder } from '../world/folders.ts'
import { silent } from './both-databases.ts'
import { append, chatCreate, createPen, id } from './pen.ts'

const newFolder = () => join(temporaryFolder('embedded'), 'db')

const open = async (folder: string) => {
  const database = await openDatabase({ folder }, silent)
  await migrateDatabase(database, silent)
  return database
}

interface Child {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  readonly until: (isEnough: (lines: readonly string[]) => boolean) => Promise<void>
  readonly ended: Promise<void>
}

const startChild = (folder: string): Child => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'tests/server/embedded-child.ts'), folder],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: string[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return {
    process: child,
    lines,
    ended,
    until: async (isEnough) => {
      await vi.waitUntil(() => isEnough(lines), { timeout: 40_000, interval: 20 })
    },
  }
}

test('[N1] every commit is synced to the disk before it is acknowledged', async () => {
  const database = await open(newFolder())
  onTestFinished(() => database.close())
  const pen = createPen(() => database)
  await pen.send([pen.change(chatCreate(id()))])
  const synced = vi.spyOn(fs, 'fdatasyncSync')
  syncBuiltinESMExports()
  onTestFinished(() => {
    synced.mockRestore()
    syncBuiltinESMExports()
  })

  const counts: number[] = []
  for (let commit = 0; commit < 20; commit += 1) {
    await pen.send([pen.change(chatCreate(id()))])
    counts.push(synced.mock.calls.length)
  }

  expect(counts[0]).toBeGreaterThan(0)
  expect(counts.map((count, at) => count - (counts[at - 1] ?? 0)).every((more) => more > 0)).toBe(
    true,
  )
  expect(counts.at(-1)).toBeLessThan(60)
})

test('[N1] a second process on the same folder is refused in one sentence, and the first goes on', async () => {
  const folder = newFolder()
  const database = await open(folder)
  onTestFinished(() => database.close())
  const child = startChild(folder)

  await child.ended

  expect(child.lines).toEqual([
    `refused The database in ${folder} is in use by process ${process.pid}; stop that one first.`,
  ])
  await expect(openDatabase({ folder }, silent)).rejects.toThrow(DatabaseRefusal)
  const pen = createPen(() => database)
  await pen.send([pen.change(chatCreate(id()))])
  expect(pen.seen?.revision).toBe(1)
})

test('[N1] after kill -9 the folder is taken over, with everything that was acknowledged', async () => {
  const folder = newFolder()
  const child = startChild(folder)
  await child.until((lines) => lines.length > 12)
  child.process.kill('SIGKILL')
  await child.ended
  const acknowledged = Number(child.lines.at(-1)?.split(' ')[1])
  const userId = userIdSchema.parse(child.lines[0]?.split(' ')[1])

  const database = await open(folder)
  onTestFinished(() => database.close())

  const pen = createPen(() => database, userId)
  await pen.pull()
  expect(pen.seen?.revision).toBeGreaterThanOrEqual(acknowledged)
  expect(pen.rows.size).toBe(pen.seen?.revision)
})

test('timers keep running during a long import', async () => {
  const database = await open(newFolder())
  onTestFinished(() => database.close())
  const pen = createPen(() => database)
  const chat = id()
  await pen.send([pen.change(chatCreate(chat))])
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
  }, 5)
  onTestFinished(() => clearInterval(timer))
  await turn()
  const begin = performance.now()

  for (let round = 0; round < 60; round += 1)
    await pen.send(Array.from({ length: 20 }, () => pen.change(append(chat, id()))))

  const elapsed = performance.now() - begin
  expect(ticks).toBeGreaterThan(Math.min(60, elapsed / 5) / 3)
})

test('a folder of another version of the embedded database is refused with what to do', async () => {
  const folder = newFolder()
  mkdirSync(folder)
  writeFileSync(join(folder, 'PG_VERSION'), '17\n')

  await expect(openDatabase({ folder }, silent)).rejects.toThrow(
    /was made by PostgreSQL 17.*export your chats/,
  )
  expect(lockFolder(`${folder}.lock`).kind).toBe('held')
})

test('what was written is there after a polite end, and the lock is gone', async () => {
  const folder = newFolder()
  const first = await open(folder)
  const pen = createPen(() => first)
  await pen.send([pen.change(chatCreate(id()))])
  await first.close()

  const second = await open(folder)
  onTestFinished(() => second.close())

  const again = createPen(() => second, pen.userId)
  await again.pull()
  expect([...again.rows.keys()]).toEqual([...pen.rows.keys()])
})

test('its log does not grow for ever, and the planner learns what the tables hold', async () => {
  const database = await open(newFolder())
  onTestFinished(() => database.close())
  const pen = createPen(() => database)
  const chat = id()
  await pen.send([pen.change(chatCreate(chat))])
  const redo = () =>
    sql<{ lsn: string }>`select redo_lsn::text as lsn from pg_control_checkpoint()`.execute(
      database.db,
    )
  const before = await redo()

  await pen.send(Array.from({ length: 500 }, () => pen.change(append(chat, id()))))

  await vi.waitUntil(async () => (await redo()).rows[0]?.lsn !== before.rows[0]?.lsn, {
    timeout: 60_000,
  })
  const known = await sql<{ rows: number }>`
    select reltuples::int as rows from pg_class where relname = 'messages'`.execute(database.db)
  expect(known.rows).toEqual([{ rows: 500 }])
})

test('a lock whose process is gone, or whose pid is another process now, is taken over', () => {
  const path = join(temporaryFolder('lock'), 'db.lock')
  writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }))
  const gone = lockFolder(path)
  expect(gone.kind).toBe('held')
  expect(lockFolder(path)).toEqual({ kind: 'refused', pid: process.pid })
  if (gone.kind === 'held') gone.release()

  writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: '1' }))
  expect(lockFolder(path).kind).toBe('held')
  expect(readFileSync(path, 'utf8')).toContain(`"pid":${process.pid}`)
})

test('a lock that is half written or not ours is taken over, never believed', () => {
  const path = join(temporaryFolder('lock'), 'db.lock')
  writeFileSync(path, '{"pid":')

  expect(lockFolder(path).kind).toBe('held')
})
