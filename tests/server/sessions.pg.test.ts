/** Devices and their sign-ins: found by hash alone, sliding, ended for good; files by person. */

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { deviceIdSchema } from '../../db/protocol/ids.ts'
import { getAttachment, hasAttachment, putAttachment } from '../../db/server/attachments.ts'
import {
  createSession,
  endSession,
  findSession,
  moveSession,
} from '../../db/server/device-sessions.ts'
import { listDevices, renameDevice, revokeDevice } from '../../db/server/devices.ts'
import { readStatus } from '../../db/server/status.ts'
import { asTokenHolder } from '../../db/server/with-user.ts'
import { type Current, onBoth } from './both-databases.ts'
import { chatCreate, createPen, id, newUser, NOON } from './pen.ts'

const DAY = 24 * 60 * 60 * 1000

const newHash = () => randomBytes(32).toString('hex')

const signIn = async (
  db: Current,
  more: { userId?: ReturnType<typeof newUser>; name?: string } = {},
) => {
  const session = {
    userId: more.userId ?? newUser(),
    deviceId: deviceIdSchema.parse(id()),
    tokenHash: newHash(),
    clerkSessionId: 'sess_1',
    name: more.name ?? 'Firefox on Linux',
    platform: 'Linux',
    appVersion: '1.2.3',
    now: NOON,
  }
  await createSession(db(), session)
  return session
}

const forked = (db: Current) => {
  test('a device with a new id after a fork is called as it was, with a push and without', async () => {
    for (const isPushing of [true, false]) {
      const { userId, deviceId: retires } = await signIn(db, { name: 'The tablet' })
      const pen = createPen(db, userId)
      const changes = isPushing ? [pen.change(chatCreate(id()))] : []

      const reply = await pen.send(changes, { retires })

      const [told, ...others] = reply.status.devices
      expect([told?.name, others]).toEqual(['The tablet', []])
      expect(await listDevices(db(), { userId, deviceId: pen.deviceId })).toMatchObject([
        { deviceId: pen.deviceId, name: 'The tablet', platform: 'Linux', appVersion: '1.2.3' },
      ])
      expect(reply.status).toEqual(
        await readStatus(db(), { userId, deviceId: pen.deviceId, now: NOON }),
      )
    }
  })

  test('one that has a name already keeps it', async () => {
    const userId = newUser()
    const old = await signIn(db, { userId, name: 'old' })
    const pen = createPen(db, userId)
    pen.deviceId = (await signIn(db, { userId, name: 'new' })).deviceId

    await pen.send([pen.change(chatCreate(id()))], { retires: old.deviceId })

    expect(await listDevices(db(), { userId, deviceId: null })).toMatchObject([{ name: 'new' }])
  })
}

const sessions = (db: Current) => {
  test('a session is found by its hash, and by nothing else', async () => {
    const session = await signIn(db)

    expect(await findSession(db(), session.tokenHash, NOON)).toEqual({
      kind: 'live',
      session: {
        tokenHash: session.tokenHash,
        userId: session.userId,
        deviceId: session.deviceId,
        clerkSessionId: 'sess_1',
        createdAt: NOON,
        seenAt: NOON,
        expiresAt: NOON + 30 * DAY,
        endsAt: NOON + 180 * DAY,
      },
    })
    expect(await findSession(db(), newHash(), NOON)).toEqual({ kind: 'unknown' })
    expect(await findSession(db(), '', NOON)).toEqual({ kind: 'unknown' })
  })

  test('[P1] a holder of one hash sees that session alone, and cannot give it to another person', async () => {
    const [session, other] = [await signIn(db), await signIn(db)]

    const seen = await asTokenHolder(db(), session.tokenHash, (trx) =>
      trx.selectFrom('device_sessions').select('token_hash').execute(),
    )
    const steal = () =>
      asTokenHolder(db(), session.tokenHash, (trx) =>
        sql`update device_sessions set user_id = ${other.userId}`.execute(trx),
      )

    expect(seen).toEqual([{ token_hash: session.tokenHash }])
    await expect(steal()).rejects.toMatchObject({ code: '42501' })
  })

  test('a session slides once a day, expires after 30 days without use and ends after 180', async () => {
    const { tokenHash } = await signIn(db)
    const find = async (now: number) => findSession(db(), tokenHash, now)
    const expiry = async (now: number) => {
      const reading = await find(now)
      return reading.kind === 'live' ? reading.session.expiresAt : reading.kind
    }

    expect(await expiry(NOON + DAY / 2)).toBe(NOON + 30 * DAY)
    expect(await expiry(NOON + 29 * DAY)).toBe(NOON + 59 * DAY)
    expect(await expiry(NOON + 59 * DAY)).toBe('expired')
    for (let day = 58; day < 180; day += 25) await find(NOON + day * DAY)
    expect(await expiry(NOON + 179 * DAY)).toBe(NOON + 180 * DAY)
    expect(await expiry(NOON + 180 * DAY)).toBe('expired')
  })

  test('an ended session stays ended', async () => {
    const { tokenHash } = await signIn(db)

    expect(await endSession(db(), tokenHash, NOON)).toBe(true)

    expect(await findSession(db(), tokenHash, NOON)).toEqual({ kind: 'revoked' })
    expect(await endSession(db(), tokenHash, NOON)).toBe(false)
    expect(await endSession(db(), newHash(), NOON)).toBe(false)
  })

  test('a forked device keeps its sign-in under its new id', async () => {
    const { tokenHash } = await signIn(db)
    const deviceId = deviceIdSchema.parse(id())

    expect(await moveSession(db(), { tokenHash, deviceId, now: NOON })).toBe(true)

    expect(await findSession(db(), tokenHash, NOON)).toMatchObject({ session: { deviceId } })
    expect(await moveSession(db(), { tokenHash: newHash(), deviceId, now: NOON })).toBe(false)
  })
}

const devices = (db: Current) => {
  test('devices are listed with what was said of them, the asking one marked', async () => {
    const one = await signIn(db)
    const two = await signIn(db, { userId: one.userId, name: 'Phone' })

    const list = await listDevices(db(), { userId: one.userId, deviceId: two.deviceId })

    expect(list).toHaveLength(2)
    expect(list.find((device) => device.current)).toEqual({
      deviceId: two.deviceId,
      name: 'Phone',
      platform: 'Linux',
      appVersion: '1.2.3',
      createdAt: NOON,
      lastSeenAt: NOON,
      pending: 0,
      current: true,
    })
  })

  test('a name that a person gave stays when the device signs in again', async () => {
    const session = await signIn(db)
    const { userId, deviceId } = session

    expect(await renameDevice(db(), { userId, deviceId, name: 'Kitchen' })).toBe(true)
    await createSession(db(), { ...session, tokenHash: newHash(), appVersion: '2' })

    expect(await listDevices(db(), { userId, deviceId: null })).toMatchObject([
      { name: 'Kitchen', appVersion: '2', current: false },
    ])
  })

  test('a revoked device is signed out, gone from the list, and back when it signs in', async () => {
    const session = await signIn(db)
    const { userId, deviceId, tokenHash } = session

    expect(await revokeDevice(db(), { userId, deviceId, now: NOON })).toEqual([tokenHash])

    expect(await findSession(db(), tokenHash, NOON)).toEqual({ kind: 'revoked' })
    expect(await listDevices(db(), { userId, deviceId })).toEqual([])
    expect(await revokeDevice(db(), { userId, deviceId, now: NOON })).toBeNull()
    await createSession(db(), { ...session, tokenHash: newHash() })
    expect(await listDevices(db(), { userId, deviceId })).toHaveLength(1)
  })

  test("[P1] another person's device is one that does not exist", async () => {
    const { deviceId } = await signIn(db)
    const userId = newUser()

    expect(await renameDevice(db(), { userId, deviceId, name: 'mine' })).toBe(false)
    expect(await revokeDevice(db(), { userId, deviceId, now: NOON })).toBeNull()
  })

  test('the status is told without a device too, and of a person never seen', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))], { pending: 2 })
    const { userId, deviceId } = pen

    expect(await readStatus(db(), { userId, deviceId: null, now: NOON })).toMatchObject({
      revision: 1,
      pendingChanges: 1,
      lastSyncTimestamp: NOON,
      devices: [{ deviceId, pending: 1, current: false }],
    })
    const nobody = await readStatus(db(), { userId: newUser(), deviceId: null, now: NOON })
    expect(nobody).toEqual({
      lastSyncTimestamp: null,
      pendingChanges: 0,
      isOnline: true,
      revision: 0,
      devices: [],
    })
  })
}

const files = (db: Current) => {
  test('a file of many chunks comes back byte for byte, and is stored once', async () => {
    const key = { userId: newUser(), sha256: newHash() }
    const bytes = randomBytes(1_300_001)
    const file = { ...key, mime: 'image/png', bytes, now: NOON }

    expect(await putAttachment(db(), file)).toEqual({ stored: true })
    expect(await putAttachment(db(), { ...file, bytes: Buffer.from('x') })).toEqual({
      stored: false,
    })

    expect(await hasAttachment(db(), key)).toEqual({ size: bytes.length, mime: 'image/png' })
    const found = await getAttachment(db(), key)
    expect(found?.bytes.equals(bytes)).toBe(true)
    expect(await getAttachment(db(), { ...key, sha256: newHash() })).toBeNull()
  })

  test('an empty file is a file', async () => {
    const key = { userId: newUser(), sha256: newHash() }
    await putAttachment(db(), { ...key, mime: 'text/plain', bytes: Buffer.alloc(0), now: NOON })

    expect((await getAttachment(db(), key))?.bytes.length).toBe(0)
  })
}

onBoth((db) => {
  describe('a session', () => {
    sessions(db)
  })
  describe('a device', () => {
    devices(db)
    forked(db)
  })
  describe('a file', () => {
    files(db)
  })
})
