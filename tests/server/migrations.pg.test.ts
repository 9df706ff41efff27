/** The schema is made once, by whoever comes first, and serves the document's own queries. */

import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../db/server/connect.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
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

test('[P1] a login that is no superuser may serve, as long as it may take on the role', async () => {
  const { url, drop } = await testDatabase()
  const owner = await openDatabase({ url }, silent)
  const name = `login_${id().replaceAll('-', '')}`
  await migrateDatabase(owner, silent)
  await sql`create role ${sql.id(name)} login nosuperuser in role chat_sync_app`.execute(owner.db)
  const login = new URL(url)
  login.username = name
  const plain = await openDatabase({ url: login.href }, silent)
  onTestFinished(async () => {
    await plain.close()
    await sql`drop role ${sql.id(name)}`.execute(owner.db)
    await owner.close()
    await drop()
  })

  const pen = createPen(() => plain)
  const reply = await pen.send([pen.change(chatCreate(id()))])

  expect(reply.pushed).toBe(1)
  expect((await sql`select * from chats`.execute(plain.db)).rows).toEqual([])
})
