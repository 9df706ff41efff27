/** Law P1 with every statement of the server made to forget its person: nobody's row is read or changed by another. */

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deviceIdSchema } from '../../db/protocol/ids.ts'
import { getAttachment, hasAttachment, putAttachment } from '../../db/server/attachments.ts'
import { deleteAccount } from '../../db/server/delete-account.ts'
import type { Database } from '../../db/server/database.ts'
import {
  createSession,
  endSession,
  findSession,
  moveSession,
} from '../../db/server/device-sessions.ts'
import { listDevices, renameDevice, revokeDevice } from '../../db/server/devices.ts'
import { readStatus } from '../../db/server/status.ts'
import { onBoth } from './both-databases.ts'
import { carelessDatabase } from './careless.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  id,
  NOON,
  type Pen,
} from './pen.ts'

const secretOf = (pen: Pen): string => `only ${pen.userId} may read this`

interface Things {
  readonly chat: string
  readonly message: string
  readonly folder: string
  readonly device: string
  readonly sha256: string
}

/** Somebody with a row in every table; two people with the same `things` have them under the same ids. */
const settle = async (db: () => Database, things: Things): Promise<Pen> => {
  const pen = createPen(db)
  pen.deviceId = deviceIdSchema.parse(things.device)
  await putAttachment(db(), {
    ...keyOf(pen, things),
    mime: 'a/b',
    bytes: Buffer.from(secretOf(pen)),
    now: NOON,
  })
  await pen.send([
    pen.change(chatCreate(things.chat, secretOf(pen))),
    pen.change(append(things.chat, things.message, { content: secretOf(pen) })),
    pen.change({ kind: 'folder.create', folder: { id: things.folder, name: secretOf(pen) } }),
  ])
  const twin = await createTwin(db, pen)
  await pen.send([pen.change(chatSet(things.chat, 'title', `${secretOf(pen)} a`), NOON - 1000)])
  await twin.send([twin.change(chatSet(things.chat, 'title', `${secretOf(pen)} b`))])
  if (conflictsOf(twin).length !== 1) throw new Error('there is no conflict')
  await createSession(db(), sessionOf(pen))
  await pen.pull()
  return pen
}

const keyOf = (pen: Pen, { sha256 }: Things) => ({ userId: pen.userId, sha256 })
const tokenOf = (pen: Pen): string => `token of ${pen.userId}`
const sessionOf = (pen: Pen) => ({
  userId: pen.userId,
  deviceId: pen.deviceId,
  tokenHash: tokenOf(pen),
  clerkSessionId: null,
  name: secretOf(pen),
  platform: 'p',
  appVersion: '1',
  now: NOON,
})

/** Everything that the server can be asked to do with data, in one person's name; what it answered. */
const doEverything = async (db: Database, pen: Pen, things: Things): Promise<string> => {
  const { userId, deviceId } = pen
  const [conflict] = conflictsOf(pen)
  const device = { userId, deviceId, now: NOON, name: 'taken' }
  const acts: (() => Promise<unknown>)[] = [
    () => pen.ask([], { cursor: null, seen: null }),
    () => pen.ask([], { cursor: '0', seen: null }),
    ...[
      chatSet(things.chat, 'title', 'taken'),
      chatSet(things.chat, 'archived', true),
      append(things.chat, id(), { content: 'taken' }),
      append(things.chat, things.message, { content: 'taken' }),
      { kind: 'folder.set', folderId: things.folder, field: 'name', value: 'taken', base: null },
      { kind: 'message.set', messageId: things.message, field: 'deleted', value: true, base: null },
      { kind: 'conflict.resolve', conflictId: conflict?.id ?? id(), choice: 'lost' },
      chatSet(things.chat, 'deleted', true, { seenMessages: 9 }),
      { kind: 'chat.purge', chatId: things.chat },
    ].map((body) => async () => pen.ask([pen.change(body)])),
    () => readStatus(db, device),
    () => listDevices(db, device),
    () => renameDevice(db, device),
    () => getAttachment(db, keyOf(pen, things)),
    () => hasAttachment(db, keyOf(pen, things)),
    () =>
      putAttachment(db, { ...keyOf(pen, things), mime: 'x/y', bytes: Buffer.from('z'), now: NOON }),
    () => findSession(db, tokenOf(pen), NOON + 2 * 24 * 3_600_000),
    () => moveSession(db, { tokenHash: tokenOf(pen), deviceId, now: NOON }),
    () => endSession(db, tokenOf(pen), NOON),
    () => revokeDevice(db, device),
    () => deleteAccount(db, { userId, now: NOON }),
  ]
  const said: unknown[] = []
  // A careless statement may well fail by itself: a second row where there is to be one.
  for (const act of acts) said.push(await act().catch((error: unknown) => String(error)))
  return JSON.stringify(said)
}

const TABLES = sql<{ name: string }>`select relname as name from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
  order by relname`

const namesOf = async (db: Database): Promise<readonly string[]> =>
  (await TABLES.execute(db.db)).rows.map(({ name }) => name)

/** Every row of a person, by table, past all walls. */
const rowsOf = async (
  db: Database,
  { userId }: Pen,
): Promise<Readonly<Record<string, readonly unknown[]>>> => {
  const found: Record<string, readonly unknown[]> = {}
  for (const name of await namesOf(db)) {
    const { rows } = await sql<{
      row: string
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t
      where user_id = ${userId} order by 1`.execute(db.db)
    found[name] = rows
  }
  return found
}

const things = (): Things => ({
  chat: id(),
  message: id(),
  folder: id(),
  device: `device-${id()}`,
  sha256: id().replaceAll('-', '').repeat(2),
})

/** One does everything with careless statements, beside another whose things have the same ids, and a third. */
const collide = async (db: () => Database) => {
  const same = things()
  const [one, other, third] = [
    await settle(db, same),
    await settle(db, same),
    await settle(db, things()),
  ]
  const before = [await rowsOf(db(), other), await rowsOf(db(), third)]
  const { database, forgot } = carelessDatabase(db())
  const careless = createPen(() => database, one.userId)
  Object.assign(careless, {
    deviceId: one.deviceId,
    seq: one.seq,
    seen: one.seen,
    cursor: one.cursor,
  })
  for (const [key, row] of one.rows) careless.rows.set(key, row)
  const said = await doEverything(database, careless, same)
  const after = [await rowsOf(db(), other), await rowsOf(db(), third)]
  return { before, after, said, forgot, strangers: [other.userId, third.userId, third.deviceId] }
}

onBoth((db) => {
  test('[P1] statements that forget their person read and change nothing of anybody else', async () => {
    const { before, after, said, forgot, strangers } = await collide(db)

    expect(after).toEqual(before)
    for (const stranger of strangers) expect(said).not.toContain(stranger)
    const empty = Object.entries(before[0] ?? {}).filter(([, rows]) => rows.length === 0)
    expect(empty.map(([name]) => name)).toEqual(['deleted_users'])
    expect([...forgot].toSorted()).toEqual(expect.arrayContaining(['load', 'status', 'write']))
  })

  test('without the wall the very same statements reach into the rows of others', async () => {
    for (const name of await namesOf(db()))
      await sql`alter table ${sql.table(name)} disable row level security`.execute(db().db)

    const { before, after, said, strangers } = await collide(db)

    expect(after).not.toEqual(before)
    expect(strangers.filter((stranger) => said.includes(stranger))).not.toEqual([])
  })
})
