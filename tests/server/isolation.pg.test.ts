/** Law P1: no person reads, writes or learns the existence of another's things, even where a query forgets to ask. */

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { getAttachment, putAttachment } from '../../db/server/attachments.ts'
import { createSession } from '../../db/server/device-sessions.ts'
import { statement } from '../../db/server/statement.ts'
import { askAsUser, asUser } from '../../db/server/with-user.ts'
import { onBoth } from './both-databases.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  findChat,
  findMessage,
  id,
  NOON,
  outcomes,
} from './pen.ts'

const TABLES = [
  'chats',
  'messages',
  'folders',
  'conflicts',
  'sync_status',
  'sync_tokens',
  'devices',
  'applied_changes',
  'device_sessions',
  'attachments',
  'attachment_chunks',
] as const

onBoth((db) => {
  test('[P1] two people may use the same ids, and each has their own rows', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    other.deviceId = one.deviceId
    const [chat, message] = [id(), id()]
    const mine = [one.change(chatCreate(chat, 'mine')), one.change(append(chat, message))]
    await one.send(mine)

    const reply = await other.send([
      { ...mine[0], ...other.change(chatCreate(chat, 'theirs')) },
      { ...other.change(append(chat, message, { content: 'theirs' })) },
    ])
    await other.send([other.change(chatSet(chat, 'title', 'theirs, renamed'))])
    await one.pull()

    expect(outcomes(reply)).toEqual(['applied', 'applied'])
    expect(reply.head.revision).toBe(2)
    expect(findChat(one, chat).title).toBe('mine')
    expect(findMessage(other, message).content).toBe('theirs')
  })

  test('[P1] what another person has is answered like what nobody has', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    const [chat, message] = [id(), id()]
    await one.send([one.change(chatCreate(chat)), one.change(append(chat, message))])

    const reply = await other.send([
      other.change(append(chat, id())),
      other.change(chatSet(chat, 'title', 'x')),
      other.change({
        kind: 'message.set',
        messageId: message,
        field: 'deleted',
        value: true,
        base: null,
      }),
      other.change({ kind: 'chat.purge', chatId: chat }),
    ])
    await one.pull()

    expect(outcomes(reply)).toEqual(['needs_parent', 'needs_parent', 'needs_parent', 'applied'])
    expect(findChat(one, chat)).toMatchObject({ isPurged: false })
    expect(findMessage(one, message)).toMatchObject({ isDeleted: false })
  })

  test('[P1] a query that forgets its person sees no row of another, in any table', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    const chat = id()
    await one.send([one.change(chatCreate(chat)), one.change(append(chat, id()))])
    const twin = await createTwin(db, one)
    await one.send([one.change(chatSet(chat, 'title', 'a'), NOON - 1000)])
    await twin.send([twin.change(chatSet(chat, 'title', 'b'))])
    await one.send([one.change({ kind: 'folder.create', folder: { id: id(), name: 'f' } })])
    const key = { userId: one.userId, sha256: 'c'.repeat(64) }
    await putAttachment(db(), { ...key, mime: 'text/plain', bytes: Buffer.from('x'), now: NOON })
    await createSession(db(), {
      userId: one.userId,
      deviceId: one.deviceId,
      tokenHash: id(),
      clerkSessionId: null,
      name: 'n',
      platform: 'p',
      appVersion: '1',
      now: NOON,
    })
    expect(conflictsOf(twin)).toHaveLength(1)

    const count = async (userId: typeof one.userId, table: (typeof TABLES)[number]) =>
      asUser(db(), userId, async (trx) => {
        const found = await sql<{ n: string; mine: string }>`
          select count(*) as n, count(*) filter (where user_id = ${userId}) as mine
          from ${sql.table(table)}`.execute(trx)
        return found.rows[0]
      })

    for (const table of TABLES) {
      const seen = await count(one.userId, table)
      expect(seen?.n, table).toBe(seen?.mine)
      expect(Number(seen?.n), table).toBeGreaterThan(0)
      expect((await count(other.userId, table))?.n, table).toBe('0')
    }
  })

  test('[P1] without a person nobody sees anything, and the role ends with the transaction', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])

    const rows = await db()
      .db.transaction()
      .execute(async (trx) => {
        await sql`set local role chat_sync_app`.execute(trx)
        return trx.selectFrom('chats').select('id').execute()
      })
    const after = await sql<{ person: string; role: string }>`
      select coalesce(current_setting('app.user_id', true), '') as person,
        current_user as role`.execute(db().db)

    expect(rows).toEqual([])
    expect(after.rows).toEqual([{ person: '', role: 'postgres' }])
  })

  test("[P1] what goes in one packet goes in one person's name, and neither outlives it", async () => {
    const [one, other] = [createPen(db), createPen(db)]
    await one.send([one.change(chatCreate(id()))])
    const text = `select current_user, current_setting('app.user_id', true),
      (select count(*) from chats)`
    const who = statement({ name: 'who', takes: {}, write: () => text })({})

    const asOther = await askAsUser(db(), other.userId, { ...who, read: (cells) => cells })
    const asOne = await askAsUser(db(), one.userId, { ...who, read: (cells) => cells })
    const lent = await db().lend()
    const [nobody] = await lent.send([who])
    lent.release()

    expect(asOther).toEqual([['chat_sync_app', other.userId, '0']])
    expect(asOne).toEqual([['chat_sync_app', one.userId, '1']])
    expect(nobody?.[0]?.slice(0, 2)).toEqual(['postgres', ''])
  })

  test('a packet that fails leaves nothing behind, and its connection goes on', async () => {
    const pen = createPen(db)
    const ask = (name: string, text: string) =>
      statement({ name, takes: {}, write: () => text })({})
    const write = ask('w', `insert into sync_status (user_id) values ('${pen.userId}')`)
    const broken = ask('broken', 'select 1 / (select count(*)::int from sync_status where false)')
    const last = ask('last', 'select 1')

    const lent = await db().lend()
    const failure = lent.send([write, broken, last]).then(
      () => null,
      (error: unknown) => error,
    )
    expect(await failure).toMatchObject({ code: '22012' })
    expect(await lent.send([last, last])).toEqual([[['1']], [['1']]])
    lent.release()
    const found = await sql<{ n: number }>`
      select count(*)::int as n from sync_status where user_id = ${pen.userId}`.execute(db().db)

    expect(found.rows).toEqual([{ n: 0 }])
  })

  test("[P1] a row in another person's name is refused, and no row changes hands", async () => {
    const [one, other] = [createPen(db), createPen(db)]
    const chat = id()
    await one.send([one.change(chatCreate(chat))])

    const insert = () =>
      asUser(db(), one.userId, (trx) =>
        sql`insert into sync_tokens values (${other.userId}, 1, 't', now())`.execute(trx),
      )
    const move = () =>
      asUser(db(), one.userId, (trx) =>
        sql`update chats set user_id = ${other.userId} where id = ${chat}`.execute(trx),
      )
    const message = () =>
      asUser(db(), other.userId, (trx) =>
        sql`insert into messages (user_id, id, chat_id, role, content, timestamp, position, revision,
        created_at, updated_at)
        values (${other.userId}, ${id()}, ${chat}, 'user', '', now(), 0, 1, now(), now())`.execute(
          trx,
        ),
      )

    await expect(insert()).rejects.toMatchObject({ code: '42501' })
    await expect(move()).rejects.toMatchObject({ code: '42501' })
    await expect(message()).rejects.toMatchObject({ code: '23503' })
  })

  test('[P1] every table of persons forces row level security, with the person first in its keys', async () => {
    const forced = await sql<{ name: string }>`
      select relname as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace
        and not (relrowsecurity and relforcerowsecurity)
      order by relname`.execute(db().db)
    const keys = await sql<{ name: string; column: string }>`
      select i.indexrelid::regclass::text as name, a.attname as column
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'public'::regnamespace and a.attname <> 'user_id'
      order by 1`.execute(db().db)
    const role = await sql<{ is_bound: boolean }>`
      select not (rolsuper or rolbypassrls or rolcanlogin) as is_bound
      from pg_roles where rolname = 'chat_sync_app'`.execute(db().db)

    expect(forced.rows.map((row) => row.name)).toEqual([
      'kysely_migration',
      'kysely_migration_lock',
    ])
    expect(keys.rows.map((row) => row.name)).toEqual([
      'device_sessions_pkey',
      'kysely_migration_lock_pkey',
      'kysely_migration_pkey',
    ])
    expect(role.rows).toEqual([{ is_bound: true }])
  })

  test('[P1] an attachment is found by its own person alone', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    const sha256 = 'd'.repeat(64)
    const bytes = Buffer.from('a file')
    await putAttachment(db(), { userId: one.userId, sha256, mime: 'text/plain', bytes, now: NOON })

    expect(await getAttachment(db(), { userId: other.userId, sha256 })).toBeNull()
    expect(await getAttachment(db(), { userId: one.userId, sha256 })).toEqual({
      mime: 'text/plain',
      bytes,
    })
  })
})
