/** Much at once: batches, progress, and being interrupted anywhere. */

import { describe, expect, test } from 'vitest'
import { createClock, createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

const MANY = 1300
const NO_ANSWER = { kind: 'delay', until: new Promise<void>(() => undefined) } as const

const world = async (): Promise<{ server: FakeServer; device: TestDevice }> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  return { server, device: await createDevice({ fetch: server.fetch, clock }) }
}

const addMany = async (device: TestDevice): Promise<void> => {
  const chatId = await device.addChat('long')
  const contents = Array.from({ length: MANY - 1 }, (_, at) => `message ${at}`)
  await device.addMessages(chatId, contents)
}

const contentsOf = async ({ database }: TestDevice): Promise<readonly string[]> => {
  const blocks = await database.blocks.toArray()
  return blocks.flatMap((block) => block.messages.map((message) => message.content))
}

const expected = Array.from({ length: MANY - 1 }, (_, at) => `message ${at}`)

describe('many changes', { timeout: 30_000 }, () => {
  test('go up in batches of 500, with progress, and are resumed where they were cut', async () => {
    const { server, device } = await world()
    await addMany(device)
    const stop = new AbortController()
    server.next({ kind: 'delay', until: Promise.resolve() }, NO_ANSWER)
    const cut = device.engine.sync('upload', { trigger: 'person', signal: stop.signal })
    await until(() => server.log.length === 2)
    stop.abort()

    const first = await cut
    expect(first.kind).toBe('interrupted')
    expect(first.sent + first.unsent).toBe(MANY)
    expect(first.sent).toBeGreaterThanOrEqual(500)

    const second = await device.engine.sync('upload', { trigger: 'person' })
    expect(second).toMatchObject({ kind: 'done', unsent: 0, sent: MANY - first.sent })
    expect(server.rows()).toHaveLength(MANY)
    expect(Math.max(...server.log.map((seen) => seen.seqs.length))).toBe(500)
    const progress = device.told.map((status) => status.progress)
    expect(progress.every(({ sent, toSend }) => sent <= toSend)).toBe(true)
    expect(progress).toContainEqual(
      expect.objectContaining({ sent: 500, toSend: MANY, received: 0, left: null }),
    )
    expect(progress.at(-1)).toMatchObject({ sent: second.sent, toSend: second.sent })
  })

  test('come down in pages, with what is left, and are resumed where they were cut', async () => {
    const { server, device } = await world()
    await addMany(device)
    await device.engine.sync('upload', { trigger: 'person' })
    const fresh = await createDevice({ fetch: server.fetch, clock: device.clock, seed: 2 })
    server.limits.pageRows = 300
    const stop = new AbortController()
    const before = server.log.length
    server.next({ kind: 'delay', until: Promise.resolve() }, NO_ANSWER)
    const cut = fresh.engine.sync('download', { trigger: 'person', signal: stop.signal })
    await until(() => server.log.length === before + 2)
    stop.abort()

    await expect(cut).resolves.toMatchObject({ kind: 'interrupted' })
    await expect(fresh.engine.sync('download', { trigger: 'person' })).resolves.toMatchObject({
      kind: 'done',
    })
    expect((await contentsOf(fresh)).toSorted()).toEqual(expected.toSorted())
    expect(server.log.slice(before).map((seen) => seen.cursor)).toContain('300')
    expect(fresh.told.map((status) => status.progress)).toContainEqual(
      expect.objectContaining({ sent: 0, toSend: 0, received: 300, left: 1000 }),
    )
  })

  test('a change written during a long download does not wait for its end', async () => {
    const { server, device } = await world()
    await addMany(device)
    await device.engine.sync('upload', { trigger: 'person' })
    const fresh = await createDevice({ fetch: server.fetch, clock: device.clock, seed: 2 })
    server.limits.pageRows = 300
    const before = server.log.length
    const pulling = fresh.engine.wake('start')
    await until(() => server.log.length === before + 1)
    await fresh.addChat('written meanwhile')
    await pulling

    const rounds = server.log.slice(before).map((seen) => seen.seqs.length)
    expect(rounds.indexOf(1)).toBeGreaterThan(0)
    expect(rounds.indexOf(1)).toBeLessThan(rounds.length - 1)
  })

  test('a turn gives the lock back after 20 s, and the run goes on in the next one', async () => {
    const { server, device } = await world()
    await addMany(device)
    const slow = (): Promise<void> => device.clock.advance(11_000)
    server.next(
      ...Array.from({ length: 10 }, () => {
        return { kind: 'meanwhile', act: slow } as const
      }),
    )

    await expect(device.engine.sync('full', { trigger: 'person' })).resolves.toMatchObject({
      kind: 'done',
      sent: MANY,
      unsent: 0,
    })
    const runs = await device.database.runs.toArray()
    expect(runs.map((run) => run.outcome)).toEqual(['more', 'done'])
    expect(runs.map((run) => run.requests)).toEqual([2, 1])
  })
})
