/** The next request goes out before an answer is taken, wherever that changes nothing but the time. */

import { describe, expect, test } from 'vitest'
import { listOutbox } from '../../db/device/outbox.ts'
import type { Change } from '../../db/protocol/change.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import type { ChangeResult } from '../../db/protocol/round.ts'
import type { Row } from '../../db/protocol/row.ts'
import { isPlain } from '../../sw/engine/behind.ts'
import { applied, changeId, chatRow, rejected } from '../device/device.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { createClock, createDevice, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

const MANY = 1300

interface World {
  readonly server: FakeServer
  readonly device: TestDevice
  /** How many changes were taken as answered when each request went out. */
  readonly takenAt: number[]
}

const world = async (): Promise<World> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const takenAt: number[] = []
  const device: TestDevice = await createDevice({
    clock,
    fetch: (path, init) => {
      takenAt.push(device.engine.status().progress.sent)
      return server.fetch(path, init)
    },
  })
  const chatId = await device.addChat('long')
  const contents = Array.from({ length: MANY - 1 }, (_, at) => `message ${at}`)
  await device.addMessages(chatId, contents)
  return { server, device, takenAt }
}

const push = ({ device }: World) => device.engine.sync('full', { trigger: 'person' })

describe('while the server works on one batch', { timeout: 60_000 }, () => {
  test('[N2] [O1] the answer to the one before is taken, and all arrive once and in order', async () => {
    const all = await world()

    await expect(push(all)).resolves.toMatchObject({ kind: 'done', sent: MANY, unsent: 0 })

    expect(all.takenAt).toEqual([0, 0, 500])
    const numbers = all.server.log.flatMap((seen) => seen.seqs)
    expect(numbers).toEqual(Array.from({ length: MANY }, (_, at) => at + 1))
    const cursors = all.server.log.map((seen) => seen.cursor)
    expect(cursors).toEqual([null, '500', '1000'])
    expect(await all.device.database.outbox.count()).toBe(0)
    expect((await readSync(all.device.database)).cursor).toBe(String(MANY))
  })

  test('[N3] a refused change is known before anything behind it is sent', async () => {
    const all = await world()
    const lines = await listOutbox(all.device.database, { state: 'waiting', limit: 10 })
    const refused = lines.at(7)?.changeId
    if (refused === undefined) throw new Error('nothing waits')
    all.server.refuse(refused, { code: 'invalid', message: 'no' })

    await expect(push(all)).resolves.toMatchObject({ kind: 'done', unsent: 0 })

    expect(all.takenAt.slice(0, 2)).toEqual([0, 500])
    expect(all.server.rows()).toHaveLength(MANY - 1)
    expect(await all.device.database.outbox.count()).toBe(1)
  })

  test('[N2] what followed an answer that could not be taken is sent again, to no effect', async () => {
    const all = await world()
    all.server.next(
      { kind: 'delay', until: Promise.resolve() },
      {
        kind: 'meanwhile',
        act: async () => all.device.database.close(),
      },
    )

    await expect(push(all)).resolves.toMatchObject({ kind: 'interrupted' })
    const again = await all.device.openTab()
    await expect(again.engine.sync('full', { trigger: 'person' })).resolves.toMatchObject({
      kind: 'done',
      unsent: 0,
    })
    expect(all.server.rows()).toHaveLength(MANY)
    expect(await again.database.outbox.count()).toBe(0)
  })
})

describe('an answer is plain', () => {
  const [c1, c2] = [changeId('c1'), changeId('c2')]
  const changeOf = (id: ChangeId, seq: number): Change => {
    return { changeId: id, seq, editedAt: 1, kind: 'void' }
  }
  const outgoing = { direction: 'full' as const, changes: [changeOf(c1, 1), changeOf(c2, 2)] }
  const page = { from: '1', to: '3', rows: [], hasMore: false }
  const isPlainWith = (results: readonly ChangeResult[], rows: readonly Row[] = []): boolean =>
    isPlain(outgoing, { results: [...results], page: { ...page, rows: [...rows] } })

  test('when all is new to the server, and only then', () => {
    expect(isPlainWith([applied(c1, 2), { ...applied(c2, 3), outcome: 'conflict' }])).toBe(true)
    expect(isPlainWith([applied(c1, 2)])).toBe(false)
    expect(isPlainWith([applied(c1, 2), rejected(c2, 'invalid')])).toBe(false)
    expect(isPlainWith([applied(c1, 2), { ...applied(c2, 3), outcome: 'duplicate' }])).toBe(false)
  })

  test('not when it erases a chat, and what is in it and waits', () => {
    const results = [applied(c1, 2), applied(c2, 3)]
    expect(isPlainWith(results, [chatRow('chat-1', 3)])).toBe(true)
    expect(isPlainWith(results, [chatRow('chat-1', 3, { isPurged: true })])).toBe(false)
  })

  test('not when it leads nowhere', () => {
    const pull = { direction: 'download' as const, changes: [] }
    expect(isPlain(pull, { results: [], page })).toBe(true)
    expect(isPlain(pull, { results: [], page: { ...page, to: page.from } })).toBe(false)
  })
})
