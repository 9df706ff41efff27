/** The database's own wall, tried verb by verb on every table, and by whoever would take it down from inside. */

import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { putAttachment } from '../../db/server/attachments.ts'
import type { Database } from '../../db/server/database.ts'
import { createSession } from '../../db/server/device-sessions.ts'
import { asUser } from '../../db/server/with-user.ts'
import { onBoth } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, id, NOON, type Pen } from './pen.ts'

/** Right missing, or row level security in the way. */
const REFUSED = '42501'

/** Somebody with a row in every table that people have rows in while they have an account. */
const settle = async (db: () => Database): Promise<Pen> => {
  const pen = createPen(db)
  const [chat, sha256] = [id(), id().replaceAll('-', '').repeat(2)]
  const { userId, deviceId } = pen
  await putAttachment(db(), { userId, sha256, mime: 'a/b', bytes: Buffer.from('x'), now: NOON })
  await pen.send([
    pen.change(chatCreate(chat)),
    pen.change(append(chat, id())),
    pen.change({ kind: 'folder.create', folder: { id: id(), name: 'f' } }),
  ])
  const twin = await createTwin(db, pen)
  await pen.send([pen.change(chatSet(chat, 'title', 'a'), NOON - 1000)])
  await twin.send([twin.change(chatSet(chat, 'title', 'b'))])
  const session = { clerkSessionId: null, name: 'n', platform: 'p', appVersion: '1', now: NOON }
  await createSession(db(), { userId, deviceId, tokenHash: id(), ...session })
  return pen
}

const tablesOf = async (db: Database): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relkind = 'r' and relrowsecurity and relnamespace = 'public'::regnamespace
    order by relname`.execute(db.db)
  return rows.map(({ name }) => name)
}

/** As this person: the code of its failure, or how many rows it touched or answered. */
const attempt = (db: Database, { userId }: Pen, query: RawBuilder<unknown>) =>
  asUser(db, userId, async (trx) => {
    const { numAffectedRows, rows } = await query.execute(trx)
    return numAffectedRows === undefined ? rows.length : Number(numAffectedRows)
  }).catch((error: unknown) =>
    typeof error === 'object' && error !== null && 'code' in error ? error.code : error,
  )

interface Wanted {
  readonly table: string
  readonly mine: string
  readonly theirs: string
  /** A row of theirs, as JSON. */
  readonly row: unknown
}

/** By what it would do; none of them names a person where a careless query would not. */
const verbs = ({
  table,
  mine,
  theirs,
  row,
}: Wanted): Readonly<Record<string, RawBuilder<unknown>>> => {
  const name = sql.table(table)
  const made = sql`jsonb_populate_record(null::${name}, ${JSON.stringify(row)}::jsonb)`
  return {
    read: sql`select 1 from ${name} where user_id = ${theirs}`,
    lock: sql`select 1 from ${name} where user_id = ${theirs} for update`,
    take: sql`update ${name} set user_id = ${mine} where user_id = ${theirs}`,
    'give away': sql`update ${name} set user_id = ${theirs} where user_id = ${mine}`,
    delete: sql`delete from ${name} where user_id = ${theirs}`,
    forge: sql`insert into ${name} select (${made}).*`,
    overwrite: sql`insert into ${name} select (${made}).* on conflict do nothing`,
    truncate: sql`truncate ${name} cascade`,
    'switch off': sql`alter table ${name} disable row level security`,
    'let in': sql`create policy mine_too on ${name} using (true)`,
    listen: sql`create trigger t before insert on ${name} execute function suppress_redundant_updates_trigger()`,
  }
}

onBoth((db) => {
  test('[P1] no verb reaches a row of another, in any table', async () => {
    const [one, other] = [await settle(db), await settle(db)]
    for (const table of await tablesOf(db())) {
      const found = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(table)} t
        where user_id = ${other.userId} limit 1`.execute(db().db)
      const row = found.rows[0]?.row ?? { user_id: other.userId, deleted_at: '2026-11-22' }
      const wanted = { table, mine: one.userId, theirs: other.userId, row }
      for (const [verb, query] of Object.entries(verbs(wanted)))
        expect([0, REFUSED], `${verb} ${table}`).toContain(await attempt(db(), one, query))
      for (const verb of ['forge', 'truncate', 'switch off', 'let in', 'give away'] as const)
        expect(await attempt(db(), one, verbs(wanted)[verb] ?? sql``), `${verb} ${table}`).toBe(
          REFUSED,
        )
      const left =
        await sql`select 1 from ${sql.table(table)} where user_id = ${other.userId}`.execute(
          db().db,
        )
      expect(left.rows.length > 0, table).toBe(found.rows.length > 0)
    }
  })

  test('[P1] who switches row level security off for oneself is refused, not shown everything', async () => {
    const [one] = [await settle(db), await settle(db)]
    for (const table of await tablesOf(db())) {
      const looking = asUser(db(), one.userId, async (trx) => {
        await sql`set local row_security = off`.execute(trx)
        await sql`select from ${sql.table(table)}`.execute(trx)
      })
      await expect(looking, table).rejects.toMatchObject({ code: REFUSED })
    }
  })

  test('[P1] a setting that is empty or missing is nobody', async () => {
    const someone = await settle(db)
    for (const person of [null, ''])
      for (const table of await tablesOf(db())) {
        const seen = await db()
          .db.transaction()
          .execute(async (trx) => {
            await sql`select set_config('role', 'chat_sync_app', true)`.execute(trx)
            if (person !== null)
              await sql`select set_config('app.user_id', ${person}, true)`.execute(trx)
            return (await sql`select 1 from ${sql.table(table)}`.execute(trx)).rows.length
          })
        expect(seen, table).toBe(0)
      }
    const made = sql`insert into sync_tokens values ('', 1, 't', now())`
    expect([REFUSED, '23514']).toContain(await attempt(db(), someone, made))
  })

  test('[P1] neither person nor role outlives a transaction, however it ends', async () => {
    const pen = await settle(db)
    const ends: readonly (() => Promise<unknown>)[] = [
      () => asUser(db(), pen.userId, () => Promise.resolve('committed')),
      () => asUser(db(), pen.userId, () => Promise.reject(new Error('thrown'))),
      () => asUser(db(), pen.userId, (trx) => sql`select 1 / 0`.execute(trx)),
      () => asUser(db(), pen.userId, (trx) => sql`truncate chats`.execute(trx)),
    ]
    for (const end of ends) {
      await end().catch(() => undefined)
      const { rows } = await sql`select current_user as role,
        coalesce(current_setting('app.user_id', true), '') as person,
        coalesce(current_setting('app.token_hash', true), '') as token,
        current_setting('row_security') as walls`.execute(db().db)
      expect(rows).toEqual([{ role: 'postgres', person: '', token: '', walls: 'on' }])
    }
  })

  test('[P1] functions and views are no way around', async () => {
    const [one, other] = [await settle(db), await settle(db)]
    const forged = JSON.stringify({ user_id: other.userId, id: 'any' })
    const children = sql`select from unnest(branches(jsonb_populate_record(null::chats, ${forged}::jsonb)))`
    const views = await sql`select relname from pg_class
      where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace`.execute(db().db)
    const privileged = await sql<{ name: string; config: readonly string[] }>`
      select proname as name, proconfig as config from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace`.execute(db().db)

    expect(await attempt(db(), one, children)).toBe(0)
    expect(views.rows).toEqual([])
    // With its owner's rights; it takes no person as argument, and finds its tables in one place.
    expect(privileged.rows).toEqual([
      { name: 'delete_account', config: ['search_path=public, pg_temp'] },
    ])
  })

  test('[P1] the role that serves people owns nothing, is nobody else, and has no right beyond rows', async () => {
    const owned = await sql`select relname from pg_class c join pg_roles r on r.oid = c.relowner
      where rolname = 'chat_sync_app'`.execute(db().db)
    const memberships = await sql`select from pg_auth_members m join pg_roles r on r.oid = m.member
      where rolname = 'chat_sync_app'`.execute(db().db)
    const rights = await sql<{ right: string }>`select distinct privilege_type as right
      from information_schema.role_table_grants where grantee = 'chat_sync_app' order by 1`.execute(
      db().db,
    )
    const policies = await sql<{
      name: string
      n: number
    }>`select policyname as name, count(*)::int as n
      from pg_policies group by 1 order by 1`.execute(db().db)
    const tables = await tablesOf(db())

    expect([owned.rows, memberships.rows]).toEqual([[], []])
    expect(rights.rows.map(({ right }) => right)).toEqual(['DELETE', 'INSERT', 'SELECT', 'UPDATE'])
    expect(policies.rows).toEqual([
      { name: 'by_token', n: 1 },
      { name: 'listed', n: 4 },
      { name: 'own_rows', n: tables.length },
    ])
  })
})
