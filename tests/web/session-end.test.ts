/** What ends a session on this device and what does not: every fault, every answer of somebody else, and what is shown. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test, vi } from 'vitest'
import { MetaDatabase, readIdentity, saveIdentity } from '../../db/device/identity.ts'
import { countOutbox } from '../../db/device/outbox.ts'
import { fault, FAULTS, type FaultCode } from '../../db/protocol/fault.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { IDLE } from '../../sw/engine/machine.ts'
import { deliverSignOut } from '../../sw/sign-out.ts'
import { pillState, type PillState } from '../../web/sync/pill-state.ts'
import { pillWords } from '../../web/sync/pill-words.ts'
import { factsIn, readCounts } from '../../web/sync/sync-facts.ts'
import { wayBack } from '../../web/sync/way-back.ts'
import { createDevice } from '../engine/device.ts'

type Reply = () => Response

const ours = (code: FaultCode): Reply => {
  const body = JSON.stringify({ protocol: PROTOCOL_VERSION, fault: fault(code) })
  const headers = { 'content-type': 'application/json' }
  return () => new Response(body, { status: FAULTS[code].status, headers })
}

const html =
  (status: number): Reply =>
  () =>
    new Response('<!doctype html><p>Sign in to HotelNet</p>', {
      status,
      headers: { 'content-type': 'text/html' },
    })

const gone: Reply = () => {
  throw new TypeError('fetch failed')
}

/** Not of our server, whatever it says of signing in. */
const OTHERS: Readonly<Record<string, Reply>> = {
  'no network, or a redirect': gone,
  'a portal with 200': html(200),
  'a portal with 401': html(401),
  'a portal with 403': html(403),
  'a proxy with 502': html(502),
  'JSON of somebody else with 401': () => Response.json({ error: 'signed out' }, { status: 401 }),
  'JSON of somebody else with 403': () => Response.json({ error: 'no' }, { status: 403 }),
}

/** But for one that is about how much was sent, and is met by sending less. */
const CODES = Object.keys(FAULTS).filter(
  (code): code is FaultCode => code in FAULTS && code !== 'too_large',
)

/** Twelve messages wait, the server answers so, as often as it is asked. */
const meet = async (reply: Reply) => {
  const device = await createDevice({ fetch: async () => reply() })
  const { database, engine, clock, told } = device
  const chatId = await device.addChat()
  await device.addMessages(
    chatId,
    Array.from({ length: 11 }, (_, at) => `unsent ${at}`),
  )
  await engine.wake('write')
  const facts = {
    ...factsIn(await readCounts(database), told.at(-1)?.state ?? IDLE),
    isSignedIn: true,
    isStorageFailing: false,
    isOnline: true,
    reachableSince: 0,
    run: null,
    localChats: 0,
  }
  const now = clock.now() + 60_000
  const state = pillState(facts, now)
  return { ...(await countOutbox(database)), state, words: pillWords(state, now) }
}

/** Why it is over, as said; all others are no end of a session. */
const ENDS: Readonly<Partial<Record<FaultCode, RegExp>>> = {
  signed_out: /^Sign in to upload 12 changes\. They are safe on this device/,
  session_expired: /^Sign in to upload 12 changes\. They are safe on this device/,
  session_revoked: /signed out from another device\. Chats here are kept.*upload 12 changes/,
  account_deleted: /was deleted\. Its chats are still on this device: export/,
  user_mismatch: /^Someone else signed in in this browser\..*12 changes wait for that/,
}

const NEED_PERSON: ReadonlySet<PillState['kind']> = new Set(['sign-in', 'update-needed'])

const kindOf = (code: FaultCode): PillState['kind'] | null => {
  if (code in ENDS) return 'sign-in'
  return code === 'update_required' ? 'update-needed' : null
}

describe('a session', () => {
  test.each(CODES)(
    '[N3] [F1] after %s keeps all that waits, and the state is said',
    async (code) => {
      const { waiting, parked, state, words } = await meet(ours(code))

      expect(waiting + parked).toBe(12)
      expect(NEED_PERSON.has(state.kind) ? state.kind : null).toBe(kindOf(code))
      expect(words.sentence).toMatch(ENDS[code] ?? /./)
    },
  )

  test.each(Object.entries(OTHERS))('[N3] [F1] does not end by %s', async (_, reply) => {
    const { waiting, state } = await meet(reply)

    expect([waiting, state.kind === 'sign-in']).toEqual([12, false])
  })

  test('leads to the sign-in document, but for an account that is gone', () => {
    const ended = CODES.filter((code) => code in ENDS)
    expect(ended.filter((code) => wayBack(code).href !== '/sign-in')).toEqual(['account_deleted'])
  })
})

const leaving = {
  userId: userIdSchema.parse('anna'),
  displayName: 'Anna',
  signedInAt: 1,
  expiresAt: null,
  state: 'signing_out',
} as const

/** Somebody has signed out here, and the server answers so when it is told; what is on record after that. */
const tell = async (
  reply: Reply,
  meanwhile: (meta: MetaDatabase) => Promise<void> = async () => undefined,
) => {
  const meta = new MetaDatabase({ indexedDB: new IDBFactory(), IDBKeyRange })
  await saveIdentity(meta, leaving)
  const locks = { request: (_: string, work: () => unknown) => work() }
  vi.stubGlobal('navigator', { locks })
  vi.stubGlobal('fetch', async () => {
    await meanwhile(meta)
    return reply()
  })
  const isOver = await deliverSignOut(meta).finally(() => vi.unstubAllGlobals())
  return { isOver, identity: await readIdentity(meta) }
}

describe('a sign-out', () => {
  test('is over when our server says so, or that there was nothing to end', async () => {
    const done = await tell(() => Response.json({ protocol: PROTOCOL_VERSION }))
    const before = await tell(ours('session_revoked'))

    expect([done, before]).toEqual([
      { isOver: true, identity: null },
      { isOver: true, identity: null },
    ])
  })

  test.each([
    ...Object.entries(OTHERS),
    ['our server without its database', ours('unavailable')] as const,
    ['our server that refuses', ours('forbidden')] as const,
  ])('waits on after %s', async (_, reply) => {
    expect(await tell(reply)).toMatchObject({ isOver: false, identity: { state: 'signing_out' } })
  })

  test('[P1] leaves whoever has signed in meanwhile alone', async () => {
    const ben = {
      ...leaving,
      userId: userIdSchema.parse('ben'),
      signedInAt: 2,
      state: 'active',
    } as const
    const { identity } = await tell(
      () => Response.json({ protocol: PROTOCOL_VERSION }),
      (meta) => saveIdentity(meta, ben),
    )

    expect(identity).toMatchObject({ userId: 'ben', state: 'active' })
  })
})
