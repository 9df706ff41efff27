/** An engine that follows a write: it has its turn by the time the write is stored, and sends it unread. */

import { describe, expect, test, vi } from 'vitest'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { write, type WriteOutcome } from '../../db/device/write.ts'
import { chatIdSchema } from '../../db/protocol/ids.ts'
import { createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

const world = async () => {
  const server = createFakeServer(() => device.clock.now())
  const device = await createDevice({ fetch: (path, init) => server.fetch(path, init) })
  await device.engine.wake('start')
  return { server, device, sent: () => server.log.flatMap(({ seqs }) => seqs) }
}

const newChat = ({ newId, clock }: TestDevice): ChangeDraft => ({
  kind: 'chat.create',
  chat: { id: chatIdSchema.parse(newId()), title: 'A chat', timestamp: clock.now() },
})

const writeOn = (device: TestDevice, draft = newChat(device)): Promise<WriteOutcome> =>
  write(device.database, { now: device.clock.now, newId: device.newId }, draft)

describe('an engine that follows a write', () => {
  test('sends it once it is stored, without reading anything between', async () => {
    const { device, server } = await world()
    const modes = vi.spyOn(device.database, 'transaction')
    const reads = () => modes.mock.calls.filter(([mode]) => mode === 'r').length
    let readsBeforeRequest = -1
    let isStored = false
    server.next({
      kind: 'meanwhile',
      act: async () => {
        readsBeforeRequest = reads()
        isStored = (await device.database.outbox.count()) === 1
      },
    })

    const outcome = await device.engine.follow(writeOn(device))

    expect(outcome).toMatchObject({ kind: 'done', sent: 1, unsent: 0 })
    expect([readsBeforeRequest, isStored]).toEqual([0, true])
  })

  test('sends first what was written before and never sent', async () => {
    const { device, sent } = await world()
    await writeOn(device)
    await device.engine.follow(writeOn(device))
    expect(sent()).toEqual([1, 2])
  })

  test('sends each of many writes at once exactly once, in order', async () => {
    const { device, sent } = await world()
    await Promise.all(Array.from({ length: 6 }, () => device.engine.follow(writeOn(device))))
    expect(sent()).toEqual([1, 2, 3, 4, 5, 6])
    await expect(device.database.outbox.count()).resolves.toBe(0)
  })

  test('[I1] looks again where another tab held the lock until then, and sends nothing twice', async () => {
    const { device, server, sent } = await world()
    const tab = await device.openTab()
    let answer = (): void => undefined
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    server.next({ kind: 'delay', until: held })
    const before = server.log.length
    const other = tab.engine.wake('person')
    await until(() => server.log.length > before)
    const following = device.engine.follow(writeOn(device))
    await until(async () => (await device.database.outbox.count()) === 1)
    answer()
    await Promise.all([other, following])

    expect(sent()).toEqual([1])
  })

  test('does nothing where nothing was written', async () => {
    const { device, server } = await world()
    const before = server.log.length
    const missing = chatIdSchema.parse('nowhere')
    const rename = { kind: 'chat.set', chatId: missing, field: 'title', value: 'x' } as const

    await expect(device.engine.follow(writeOn(device, rename))).resolves.toMatchObject({
      kind: 'skipped',
    })
    await expect(
      device.engine.follow(Promise.reject(new Error('a bug of the writer'))),
    ).resolves.toMatchObject({ kind: 'skipped' })
    expect(server.log).toHaveLength(before)
  })

  test('waits as long as an earlier failure says', async () => {
    const { device, server } = await world()
    server.next({ kind: 'lose request' })
    await device.engine.follow(writeOn(device))
    const before = server.log.length

    await expect(device.engine.follow(writeOn(device))).resolves.toMatchObject({ kind: 'waiting' })
    expect(server.log).toHaveLength(before)
  })
})
