/** The server empties the trash by its own clock, once an hour at most, and for good. */

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../db/server/database.ts'
import type { Lent } from '../../db/server/packet.ts'
import { type Current, onBoth } from './both-databases.ts'
import { counting } from './counting.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  findChat,
  id,
  NOON,
  outcomes,
  type Pen,
} from './pen.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const YEAR = 365 * DAY

const at = (now: number) => ({ now, sentAt: now })

/** A chat with a message and a folder, both in the trash since `now`. */
const fillTrash = async (pen: Pen, now = NOON) => {
  const [chat, folder] = [id(), id()]
  await pen.send(
    [
      pen.change(chatCreate(chat)),
      pen.change(append(chat, id())),
      pen.change({ kind: 'folder.create', folder: { id: folder, name: 'work' } }),
      pen.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }), now),
      pen.change(
        { kind: 'folder.set', folderId: folder, field: 'deleted', value: true, base: null },
        now,
      ),
    ],
    at(now),
  )
  return { chat, folder }
}

const folderOf = (pen: Pen, folder: string) => pen.rows.get(`folder:${folder}`)

const purgedIn = async (db: Database, userId: string) => {
  const { rows } = await sql<{ id: string }>`
    select id from chats where user_id = ${userId} and purged_at is not null union
    select id from folders where user_id = ${userId} and purged_at is not null`.execute(db.db)
  return rows.map((row) => row.id).toSorted((a, b) => (a < b ? -1 : 1))
}

const sorted = (...ids: readonly string[]) => ids.toSorted((a, b) => (a < b ? -1 : 1))

const BROKEN = { name: 'broken', text: 'select 1 / 0', types: [], values: [] }

/** As a bug in the erasing would have it. */
const withoutErasing = (lent: Lent): Lent => ({
  ...lent,
  send: (statements) =>
    lent.send(statements.map((one) => (one.name === 'write-emptied' ? BROKEN : one))),
})

const emptying = (db: Current) => {
  test('[D1] after thirty days chats and folders of the trash are erased, and a page tells of it', async () => {
    const pen = createPen(db)
    const kept = id()
    await pen.send([pen.change(chatCreate(kept))])
    const { chat, folder } = await fillTrash(pen)

    await pen.pull(at(NOON + 30 * DAY - 1))
    expect(await purgedIn(db(), pen.userId)).toEqual([])
    const reply = await pen.send([], at(NOON + 30 * DAY + 1))
    await pen.pull(at(NOON + 30 * DAY + 2))

    expect(reply.emptiedAt).toBe(pen.seen?.revision)
    expect(await purgedIn(db(), pen.userId)).toEqual(sorted(chat, folder))
    expect(findChat(pen, chat)).toMatchObject({ title: '', isPurged: true, isDeleted: true })
    expect(findChat(pen, kept).isPurged).toBe(false)
    expect(folderOf(pen, folder)).toMatchObject({ name: '', isPurged: true, isDeleted: true })
    const { rows } = await sql`select from messages where user_id = ${pen.userId}`.execute(db().db)
    expect(rows).toEqual([])
  })

  test('[D1] what was taken out of the trash stays, and has its thirty days anew', async () => {
    const pen = createPen(db)
    const { chat, folder } = await fillTrash(pen)
    const back = { field: 'deleted', value: false, base: null }
    await pen.send(
      [
        pen.change(append(chat, id()), NOON + 29 * DAY),
        pen.change({ kind: 'folder.set', folderId: folder, ...back }, NOON + 29 * DAY),
      ],
      at(NOON + 29 * DAY),
    )

    await pen.send([], at(NOON + 31 * DAY))
    const again = { kind: 'folder.set', folderId: folder, field: 'deleted', value: true }
    const base = { changeId: clockOf(folderOf(pen, folder)) }
    await pen.send([pen.change({ ...again, base }, NOON + 32 * DAY)], at(NOON + 32 * DAY))
    await pen.send([], at(NOON + 61 * DAY))
    expect(await purgedIn(db(), pen.userId)).toEqual([])
    await pen.send([], at(NOON + 62 * DAY + 1))

    expect(await purgedIn(db(), pen.userId)).toEqual([folder])
    expect(findChat(pen, chat)).toMatchObject({ isDeleted: false, isPurged: false })
  })

  test.each([
    ['a year ahead', YEAR],
    ['a year behind', -YEAR],
  ])('[T1] a device whose clock is %s changes nothing of when', async (_, wrong) => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const deletion = pen.change(chatSet(chat, 'deleted', true), NOON)

    await pen.send([deletion], { now: NOON, sentAt: NOON + wrong })
    for (const days of [1, 29]) await pen.send([], { now: NOON + days * DAY, sentAt: wrong })
    expect(await purgedIn(db(), pen.userId)).toEqual([])
    await pen.send([], { now: NOON + 30 * DAY + 1, sentAt: NOON })

    expect(await purgedIn(db(), pen.userId)).toEqual([chat])
  })

  test('[T1] a deletion that was made a year ago offline is in the trash from now on', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])

    await pen.send([pen.change(chatSet(chat, 'deleted', true), NOON - YEAR)])
    await pen.send([], at(NOON + HOUR + 1))
    expect(findChat(pen, chat).deletedAt).toBe(NOON - YEAR)
    expect(await purgedIn(db(), pen.userId)).toEqual([])
    await pen.send([], at(NOON + 30 * DAY + 1))

    expect(await purgedIn(db(), pen.userId)).toEqual([chat])
  })

  test('[F1] a round is answered whatever becomes of the trash, which is told and tried again', async () => {
    const pen = createPen(db)
    const { chat, folder } = await fillTrash(pen)
    const told: string[] = []
    const failing: Database = {
      ...db(),
      lend: () => db().lend().then(withoutErasing),
      log: { info: () => undefined, warn: (_, message) => told.push(message) },
    }
    const strict = createPen(() => failing, pen.userId)

    const reply = await strict.send([], at(NOON + 31 * DAY))

    expect(reply.emptiedAt).toBeUndefined()
    expect(told).toEqual(['the trash could not be emptied'])
    await pen.pull(at(NOON + 31 * DAY))
    expect(await purgedIn(db(), pen.userId)).toEqual(sorted(chat, folder))
  })

  test('a push empties the trash as well, and one person is nobody else', async () => {
    const [pen, other] = [createPen(db), createPen(db)]
    const { chat, folder } = await fillTrash(pen)
    await fillTrash(other)
    const now = NOON + 31 * DAY

    const reply = await pen.send([pen.change(chatCreate(id()), now)], at(now))

    expect(reply.emptiedAt).toBeGreaterThan(reply.head.revision)
    expect(await purgedIn(db(), pen.userId)).toEqual(sorted(chat, folder))
    expect(await purgedIn(db(), other.userId)).toEqual([])
  })

  test('[Q1] once an hour at most, and a round that finds nothing due asks no more than one that has no trash', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    const first = await fillTrash(pen)
    const second = await fillTrash(pen, NOON + HOUR / 2)
    const due = NOON + 30 * DAY + 1
    await pen.send([], at(NOON + 2 * HOUR))
    counted.take()
    await pen.send([], at(NOON + 2 * HOUR))
    expect(counted.take()).toEqual([['enter', 'page-after-round']])

    await pen.send([], at(due))
    expect(counted.take().slice(-2)).toEqual([
      ['begin', 'enter', 'lock', 'trash-due'],
      ['write-emptied', 'commit'],
    ])
    await pen.send([], at(due + HOUR / 2))
    expect(await purgedIn(db(), pen.userId)).toEqual(sorted(first.chat, first.folder))
    await pen.send([], at(due + HOUR + 1))

    expect(await purgedIn(db(), pen.userId)).toEqual(
      sorted(first.chat, first.folder, second.chat, second.folder),
    )
  })
}

const clockOf = (row: ReturnType<typeof folderOf>): string =>
  row?.entity === 'folder' ? (row.clocks['deleted']?.changeId ?? '') : ''

const erasing = (db: Current) => {
  test('[D1] a purged folder leaves its id alone, whatever else is said of it, and takes its conflicts along', async () => {
    const pen = createPen(db)
    const folder = id()
    const name = { kind: 'folder.set', folderId: folder, field: 'name', base: null }
    await pen.send([pen.change({ kind: 'folder.create', folder: { id: folder, name: 'work' } })])
    const twin = await createTwin(db, pen)
    await pen.send([pen.change({ ...name, value: 'a' }, NOON - 1000)])
    await twin.send([twin.change({ ...name, value: 'b' })])
    const [conflict] = conflictsOf(twin)
    expect(conflict).toMatchObject({ ofEntity: 'folder', resolvedAt: null })

    const purge = { kind: 'folder.purge', folderId: folder }
    expect(outcomes(await pen.send([pen.change(purge), pen.change(purge)]))).toEqual([
      'applied',
      'duplicate',
    ])
    const late = await twin.send([
      twin.change({ ...name, value: 'c' }),
      twin.change({ kind: 'folder.create', folder: { id: folder, name: 'work' } }),
      twin.change({ kind: 'conflict.resolve', conflictId: conflict?.id, choice: 'kept' }),
      twin.change({ kind: 'restore', row: { ...conflict, revision: 0 } }),
    ])

    expect(outcomes(late)).toEqual(['purged', 'purged', 'needs_parent', 'needs_parent'])
    expect(folderOf(twin, folder)).toMatchObject({ name: '', isPurged: true, clocks: {} })
  })

  test('[D1] a purge that the server forgot is done again by a device that remembers', async () => {
    const pen = createPen(db)
    const folder = id()
    const create = { kind: 'folder.create', folder: { id: folder, name: 'work' } }
    await pen.send([pen.change(create)])
    await pen.send([pen.change({ kind: 'folder.purge', folderId: folder })])
    const lost = createPen(db)
    await lost.send([lost.change(create)])

    await lost.send([
      lost.change({ kind: 'restore', row: { ...folderOf(pen, folder), revision: 0 } }),
    ])

    expect(folderOf(lost, folder)).toMatchObject({ name: '', isPurged: true })
  })

  test('a first sync brings the folders of the trash, and not those that were erased', async () => {
    const pen = createPen(db)
    const { folder } = await fillTrash(pen)
    const erased = id()
    await pen.send([
      pen.change({ kind: 'folder.create', folder: { id: erased, name: 'x' } }),
      pen.change({ kind: 'folder.purge', folderId: erased }),
    ])

    const fresh = await createTwin(db, pen)

    expect(folderOf(fresh, folder)).toMatchObject({ isDeleted: true, deletedAt: NOON })
    expect(folderOf(fresh, erased)).toBeUndefined()
  })
}

onBoth((db) => {
  describe('emptying the trash', () => {
    emptying(db)
  })
  describe('folders', () => {
    erasing(db)
  })
})
