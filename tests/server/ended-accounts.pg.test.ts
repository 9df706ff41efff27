/** The end of an account: nothing of it is left, and nothing comes back in its name. */

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { ACCOUNT_DELETED } from '../../db/server/account-deleted.ts'
import { putAttachment } from '../../db/server/attachments.ts'
import { deleteAccount } from '../../db/server/delete-account.ts'
import { createSession, findSession } from '../../db/server/device-sessions.ts'
import { listDevices, renameDevice } from '../../db/server/devices.ts'
import { asUser } from '../../db/server/with-user.ts'
import { type Current, onBoth, onPostgres } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, id, NOON, type Pen } from './pen.ts'

const TABLES = [
  'chats',
  'messages',
  'folders',
  'conflicts',
  'sync_status',
  'sync_tokens',
  'devices',
  'applied_changes',
  'attachments',
  'attachment_chunks',
  'device_sessions',
] as const

const newHash = () => randomBytes(32).toString('hex')
const REFUSED = { code: ACCOUNT_DELETED }

const sessionOf = (pen: Pen) => ({
  userId: pen.userId,
  deviceId: pen.deviceId,
  tokenHash: newHash(),
  clerkSessionId: null,
  name: 'n',
  platform: 'p',
  appVersion: '1',
  now: NOON,
})

const fileOf = (pen: Pen) => ({
  userId: pen.userId,
  sha256: newHash(),
  mime: 'text/plain',
  bytes: Buffer.from('x'),
  now: NOON,
})

/** Somebody with a row in every table. */
const settle = async (db: Current) => {
  const pen = createPen(db)
  const chat = id()
  await pen.send([pen.change(chatCreate(chat)), pen.change(append(chat, id()))])
  const twin = await createTwin(db, pen)
  await pen.send([pen.change(chatSet(chat, 'title', 'a'), NOON - 1000)])
  await twin.send([twin.change(chatSet(chat, 'title', 'b'))])
  await pen.send([pen.change({ kind: 'folder.create', folder: { id: id(), name: 'f' } })])
  await putAttachment(db(), fileOf(pen))
  const { tokenHash } = await createSession(db(), sessionOf(pen))
  return { pen, chat, tokenHash }
}

/** The tables in which this person has a row, as whoever sees everything sees them. */
const tracesOf = async (db: Current, { userId }: Pen): Promise<readonly string[]> => {
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await sql`
        select from ${sql.table(table)} where user_id = ${userId} limit 1`.execute(db().db)
      return rows.length > 0 ? [table] : []
    }),
  )
  return counts.flat()
}

const ending = (db: Current) => {
  test('leaves no row in any table but the ended sessions, and none of another person less', async () => {
    const [one, other] = [await settle(db), await settle(db)]
    expect(await tracesOf(db, one.pen)).toEqual(TABLES)

    const ended = await deleteAccount(db(), { userId: one.pen.userId, now: NOON })

    expect(ended).toEqual([{ tokenHash: one.tokenHash, deviceId: one.pen.deviceId }])
    expect(await tracesOf(db, one.pen)).toEqual(['device_sessions'])
    expect(await tracesOf(db, other.pen)).toEqual(TABLES)
    expect((await other.pen.send([])).results).toEqual([])
  })

  test('is told to each of its devices, also to one that was revoked before', async () => {
    const { pen, tokenHash } = await settle(db)
    expect((await findSession(db(), tokenHash, NOON)).kind).toBe('live')

    await deleteAccount(db(), { userId: pen.userId, now: NOON })

    expect(await findSession(db(), tokenHash, NOON)).toEqual({ kind: 'account_deleted' })
  })

  test('lets nothing come back: no push, no reading, no sign-in, no file', async () => {
    const { pen, chat } = await settle(db)
    const late = pen.change(append(chat, id()))
    await deleteAccount(db(), { userId: pen.userId, now: NOON })
    const stranger = createPen(db, pen.userId)

    await expect(pen.ask([late])).rejects.toMatchObject(REFUSED)
    await expect(pen.ask([])).rejects.toMatchObject(REFUSED)
    await expect(
      stranger.ask([stranger.change(chatCreate(id()))], { direction: 'upload' }),
    ).rejects.toMatchObject(REFUSED)
    await expect(createSession(db(), sessionOf(pen))).rejects.toMatchObject(REFUSED)
    await expect(putAttachment(db(), fileOf(pen))).rejects.toMatchObject(REFUSED)
    await expect(listDevices(db(), pen)).rejects.toMatchObject(REFUSED)
    await expect(renameDevice(db(), { ...pen, name: 'x' })).rejects.toMatchObject(REFUSED)
    expect(await tracesOf(db, pen)).toEqual(['device_sessions'])
  })

  test('twice is once, also of somebody who was never here', async () => {
    const { pen, tokenHash } = await settle(db)
    const first = await deleteAccount(db(), { userId: pen.userId, now: NOON })

    expect(await deleteAccount(db(), { userId: pen.userId, now: NOON + 1 })).toEqual(first)
    expect((await findSession(db(), tokenHash, NOON)).kind).toBe('account_deleted')
    const nobody = createPen(db)
    expect(await deleteAccount(db(), { userId: nobody.userId, now: NOON })).toEqual([])
    await expect(nobody.ask([])).rejects.toMatchObject(REFUSED)
  })

  test('[P1] is in no reach of the application role but through the one door, and for its own person', async () => {
    const [one, other] = [await settle(db), await settle(db)]
    const attempt = (statement: ReturnType<typeof sql>) =>
      asUser(db(), one.pen.userId, (trx) => statement.execute(trx))

    for (const table of ['chats', 'sync_status', 'devices', 'folders'])
      await expect(attempt(sql`delete from ${sql.table(table)}`)).rejects.toMatchObject({
        code: '42501',
      })
    await expect(
      attempt(sql`insert into deleted_users values (${other.pen.userId}, now())`),
    ).rejects.toMatchObject({ code: '42501' })
    expect(await tracesOf(db, other.pen)).toEqual(TABLES)
  })

  test('[P1] the application role cannot list people, whatever it sets', async () => {
    const { pen } = await settle(db)
    await settle(db)

    const seen = await asUser(db(), pen.userId, async (trx) => {
      await sql`select set_config('app.lists_people', 'yes', true)`.execute(trx)
      return sql<{ user_id: string }>`
        select user_id from sync_status union select user_id from devices
        union select user_id from device_sessions union select user_id from attachments`.execute(
        trx,
      )
    })

    expect(seen.rows).toEqual([{ user_id: pen.userId }])
  })
}

onBoth((db) => {
  describe('the end of an account', () => {
    ending(db)
  })
})

onPostgres((db) => {
  const isWaiting = async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' limit 1`.execute(db().db)
    return rows.length > 0
  }

  /** Ends a transaction in this name only when what is started meanwhile waits for it; answers what came of that. */
  const holding = async (
    statement: string,
    pen: Pen,
    meanwhile: () => Promise<unknown>,
  ): Promise<unknown> => {
    const held = await db().db.startTransaction().execute()
    await sql`select set_config('app.user_id', ${pen.userId}, true)`.execute(held)
    await sql.raw(statement).execute(held)
    const waiting = meanwhile().then(
      (outcome) => outcome,
      (error: unknown) => error,
    )
    await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true)
    await held.commit().execute()
    return waiting
  }

  test('a push under way comes before the end of the account, and goes with it', async () => {
    const { pen, chat } = await settle(db)
    const write = `select enter_as('${pen.userId}');
      update chats set title = 'last words' where id = '${chat}'`

    await holding(write, pen, () => deleteAccount(db(), { userId: pen.userId, now: NOON }))

    expect(await tracesOf(db, pen)).toEqual(['device_sessions'])
  })

  test('a push that waited for the end of the account is told of it, and leaves nothing', async () => {
    const { pen, chat } = await settle(db)
    const change = pen.change(append(chat, id()))

    const outcome = await holding(`select delete_account(now())`, pen, () => pen.ask([change]))

    expect(outcome).toMatchObject(REFUSED)
    expect(await tracesOf(db, pen)).toEqual(['device_sessions'])
  })

  test('devices that sync, sign in and send files all the while leave nothing behind it', async () => {
    const { pen, chat } = await settle(db)
    const pens = await Promise.all(Array.from({ length: 4 }, () => createTwin(db, pen)))
    const untilRefused = async (act: () => Promise<unknown>): Promise<unknown> => {
      try {
        for (;;) await act()
      } catch (error) {
        return error
      }
    }

    const acts = pens.flatMap((twin) => [
      untilRefused(() => twin.send([twin.change(append(chat, id()))])),
      untilRefused(() => createPen(db, pen.userId).ask([], { pending: 1 })),
      untilRefused(() => createSession(db(), sessionOf(twin))),
      untilRefused(() => putAttachment(db(), fileOf(twin))),
    ])
    await deleteAccount(db(), { userId: pen.userId, now: NOON })

    for (const refusal of await Promise.all(acts)) expect(refusal).toMatchObject(REFUSED)
    expect(await tracesOf(db, pen)).toEqual(['device_sessions'])
    const { rows } = await sql`select from device_sessions
      where user_id = ${pen.userId} and revoked_at is null`.execute(db().db)
    expect(rows).toEqual([])
  })
})
