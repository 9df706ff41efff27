/** The schema is made once, by whoever comes first, and serves the document's own queries. */

import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../db/server/connect.ts'
import { deleteAccount } from '../../db/server/delete-account.ts'
import { listPeople } from '../../db/server/list-people.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { isUnavailable } from '../../db/server/unavailable.ts'
import { testDatabase } from '../world/test-database.ts'
import { type Current, onBoth, silent } from './both-databases.ts'
import { chatCreate, createPen, id, NOON } from './pen.ts'

const schema = (db: Current) => {
  test('migrating again changes nothing', async () => {
    const before = await sql`select count(*) from kysely_migration`.execute(db().db)

    await migrateDatabase(db(), silent)

    expect(await sql`select count(*) from kysely_migration`.execute(db().db)).toEqual(before)
  })

  test("a chat's branches are derived from its children", async () => {
    const pen = createPen(db)
    const [parent, ...children] = [id(), id(), id()].toSorted()
    await pen.send([
      pen.change(chatCreate(parent ?? '')),
      ...children.map((child) =>
        pen.change({
          kind: 'chat.create',
          chat: { id: child, title: 'branch', timestamp: NOON, parentChatId: parent },
        }),
      ),
    ])

    const { rows } = await sql<{ branches: string[] }>`
      select c.branches from chats c
      where c.user_id = ${pen.userId} and c.id = ${parent}`.execute(db().db)

    expect(rows).toEqual([{ branches: children }])
  })
}

onBoth((db) => {
  describe('the schema', () => {
    schema(db)
  })
})

test('a database that is not up yet is unavailable, and no failed migration', async () => {
  const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' }, silent)
  onTestFinished(() => database.close())

  const failure = await migrateDatabase(database, silent).catch((error: unknown) => error)

  expect(isUnavailable(failure)).toBe(true)
})

test('six processes that start at once on an empty database make one schema', async () => {
  const { url, drop } = await testDatabase()
  const databases = await Promise.all(
    Array.from({ length: 6 }, () => openDatabase({ url }, silent)),
  )
  onTestFinished(async () => {
    await Promise.all(databases.map((database) => database.close()))
    await drop()
  })

  await Promise.all(databases.map((database) => migrateDatabase(database, silent)))

  const pens = databases.map((database) => createPen(() => database))
  const replies = await Promise.all(pens.map((pen) => pen.send([pen.change(chatCreate(id()))])))
  expect(replies.map((reply) => reply.pushed)).toEqual([1, 1, 1, 1, 1, 1])
})

/** An empty database with a login that has only the options given. */
const openAs = async (options: string) => {
  const { url, drop } = await testDatabase()
  const admin = await openDatabase({ url }, silent)
  const person = `login_${id().replaceAll('-', '')}`
  const name = sql.id(person)
  await sql`create role ${name} login nosuperuser ${sql.raw(options)}`.execute(admin.db)
  const login = new URL(url)
  login.username = person
  const plain = await openDatabase({ url: login.href }, silent)
  onTestFinished(async () => {
    await plain.close()
    await sql`drop owned by ${name} cascade`.execute(admin.db)
    await sql`drop role ${name}`.execute(admin.db)
    await admin.close()
    await drop()
  })
  return { admin, plain, name }
}

test('[P1] a login that is no superuser may serve a schema that is there', async () => {
  const { admin, plain, name } = await openAs('')
  await migrateDatabase(admin, silent)
  await sql`grant chat_sync_app to ${name}`.execute(admin.db)

  await migrateDatabase(plain, silent)
  const pen = createPen(() => plain)
  const reply = await pen.send([pen.change(chatCreate(id()))])

  expect(reply.pushed).toBe(1)
  expect((await sql`select * from chats`.execute(plain.db)).rows).toEqual([])
})

test('[P1] a login that is no superuser may make the schema, and its own rows are hidden from it too', async () => {
  const { admin, plain, name } = await openAs('createrole')
  await sql`grant create on schema public to ${name}`.execute(admin.db)

  await migrateDatabase(plain, silent)
  const pen = createPen(() => plain)
  const reply = await pen.send([pen.change(chatCreate(id()))])

  expect(reply.pushed).toBe(1)
  expect((await sql`select * from chats`.execute(plain.db)).rows).toEqual([])
})

test('[P1] a login that is no superuser lists people where it says that it does, and ends accounts', async () => {
  const { admin, plain, name } = await openAs('createrole')
  await sql`grant create on schema public to ${name}`.execute(admin.db)
  await migrateDatabase(plain, silent)
  const [one, other] = [createPen(() => plain), createPen(() => plain)]
  for (const pen of [one, other]) await pen.send([pen.change(chatCreate(id()))])

  const people = await listPeople(plain)
  await deleteAccount(plain, { userId: one.userId, now: NOON })

  expect(people).toEqual([one.userId, other.userId].toSorted())
  expect(await listPeople(plain)).toEqual([other.userId])
  expect((await sql`select user_id from sync_status`.execute(plain.db)).rows).toEqual([])
  expect((await sql`select user_id from chats`.execute(admin.db)).rows).toEqual([
    { user_id: other.userId },
  ])
})

test('[P1] a login that does not own the tables ends accounts, and lists nobody', async () => {
  const { admin, plain, name } = await openAs('')
  await migrateDatabase(admin, silent)
  await sql`grant chat_sync_app to ${name}`.execute(admin.db)
  const pen = createPen(() => plain)
  await pen.send([pen.change(chatCreate(id()))])

  await deleteAccount(plain, { userId: pen.userId, now: NOON })

  expect((await sql`select user_id from chats`.execute(admin.db)).rows).toEqual([])
  await expect(listPeople(plain).catch(() => [])).resolves.toEqual([])
})
