/** Pokes: a page that fits goes straight in, anything else is pulled, nothing is asked for twice. */

import { describe, expect, test } from 'vitest'
import type { Poke } from '../../db/protocol/live.ts'
import { createClock, createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

interface World {
  readonly server: FakeServer
  readonly device: TestDevice
  readonly other: TestDevice
}

/** Two devices, level with the server. */
const world = async (): Promise<World> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const device = await createDevice({ fetch: server.fetch, clock })
  const other = await createDevice({ fetch: server.fetch, clock, seed: 2 })
  await device.engine.wake('start')
  return { server, device, other }
}

const elsewhere = async ({ other }: World, title: string): Promise<void> => {
  await other.addChat(title)
  await other.engine.wake('write')
}

const pokeOf = ({ server }: World, cursor: string | null): Poke => ({
  protocol: 1,
  kind: 'poke',
  head: server.head(),
  since: { revision: Number(cursor ?? 0), token: `t${cursor ?? 0}` },
  page: server.pageAfter(cursor),
})

const titles = async ({ device }: World): Promise<readonly string[]> =>
  (await device.database.chats.toArray()).map((chat) => chat.title).toSorted()

describe('a poke', () => {
  test('with a page at this cursor is taken without a request', async () => {
    const all = await world()
    const { server, device } = all
    await elsewhere(all, 'new')
    const before = server.log.length

    await expect(device.engine.receivePoke(pokeOf(all, '0'))).resolves.toMatchObject({
      kind: 'done',
      received: 1,
    })
    await expect(titles(all)).resolves.toEqual(['new'])
    expect(server.log).toHaveLength(before)
  })

  test('[N1] with a page that goes on from another history is asked about before anything is taken', async () => {
    const all = await world()
    const { server, device } = all
    await elsewhere(all, 'new')
    const poke = pokeOf(all, '0')
    const before = server.log.length

    await device.engine.receivePoke({ ...poke, since: { revision: 0, token: 'another' } })
    expect(server.log.slice(before)).toMatchObject([{ cursor: '0' }])
    await elsewhere(all, 'newer')
    const { since: _, ...older } = pokeOf(all, '1')
    await device.engine.receivePoke(older)
    expect(server.log).toHaveLength(before + 3)
  })

  test('[F1] ends the wait for a server that was out of reach: what waits goes at once', async () => {
    const all = await world()
    const { server, device } = all
    server.next({ kind: 'fault', code: 'unavailable', retryAfterMs: 60_000 })
    await device.addChat('waits')
    await device.engine.wake('write')
    await elsewhere(all, 'new')

    await expect(device.engine.receivePoke(pokeOf(all, '0'))).resolves.toMatchObject({
      kind: 'done',
      sent: 1,
      unsent: 0,
    })
    await expect(titles(all)).resolves.toEqual(['new', 'waits'])
  })

  test('[F1] may be late: a live line that stands again ends that wait as well', async () => {
    const { server, device } = await world()
    await device.engine.lineOpened()
    expect(server.log).toHaveLength(1)
    server.next({ kind: 'fault', code: 'unavailable', retryAfterMs: 60_000 })
    await device.addChat('waits')
    await device.engine.wake('write')

    await device.engine.lineOpened()
    expect(await device.database.outbox.count()).toBe(0)
    expect(server.log).toHaveLength(3)
  })

  test('[F1] that ends a wait leaves it announced until the request is out, and the fault after it', async () => {
    const all = await world()
    const { server, device } = all
    server.next({ kind: 'fault', code: 'unavailable', retryAfterMs: 60_000 })
    await device.engine.wake('person')
    await elsewhere(all, 'new')
    const before = device.told.length

    await device.engine.receivePoke(pokeOf(all, '0'))
    await device.engine.lineOpened()

    const kinds = device.told.slice(before).map(({ state }) => state.kind)
    expect(kinds.filter((kind, at) => kind !== kinds[at - 1])).toEqual(['pulling', 'idle'])
    expect((await device.database.sync.get('sync'))?.lastFault).toBeNull()
  })

  test('[F1] does not end a wait that the server asked for', async () => {
    const all = await world()
    const { server, device } = all
    server.next({ kind: 'fault', code: 'rate_limited', retryAfterMs: 60_000 })
    await device.addChat('waits')
    await device.engine.wake('write')
    await elsewhere(all, 'new')
    const before = server.log.length

    await expect(device.engine.receivePoke(pokeOf(all, '0'))).resolves.toMatchObject({
      kind: 'waiting',
      unsent: 1,
    })
    expect(server.log).toHaveLength(before)
    await expect(titles(all)).resolves.toEqual(['new', 'waits'])
  })

  test('with a page from elsewhere in history, or none, is followed by one pull', async () => {
    const all = await world()
    const { server, device } = all
    await elsewhere(all, 'one')
    await elsewhere(all, 'two')
    const { page: _, ...bare } = pokeOf(all, '1')
    const before = server.log.length

    await device.engine.receivePoke(pokeOf(all, '1'))
    expect(server.log).toHaveLength(before + 1)
    await elsewhere(all, 'three')
    await device.engine.receivePoke({ ...bare, head: server.head() })

    await expect(titles(all)).resolves.toEqual(['one', 'three', 'two'])
    expect(server.log).toHaveLength(before + 3)
  })

  test('of what this device or another of its tabs already has is no request', async () => {
    const all = await world()
    const { server, device } = all
    const tab = await device.openTab()
    await elsewhere(all, 'one')
    const poke = pokeOf(all, '0')
    await device.engine.receivePoke(poke)
    const before = server.log.length

    await expect(tab.engine.receivePoke(poke)).resolves.toMatchObject({ kind: 'skipped' })
    await expect(device.engine.receivePoke(poke)).resolves.toMatchObject({ kind: 'skipped' })
    await device.engine.wake('person')
    const { page: _, ...bare } = poke
    await device.engine.receivePoke(bare)
    expect(server.log).toHaveLength(before + 1)
  })

  test('that comes during a round neither moves the cursor back nor loses a row', async () => {
    const all = await world()
    const { server, device } = all
    await elsewhere(all, 'one')
    let answer = (): void => undefined
    server.next({
      kind: 'delay',
      until: new Promise((resolve) => {
        answer = resolve
      }),
    })
    const before = server.log.length
    const pulling = device.engine.wake('person')
    await until(() => server.log.length > before)
    await elsewhere(all, 'two')
    await device.engine.receivePoke(pokeOf(all, '0'))
    answer()
    await pulling

    await expect(titles(all)).resolves.toEqual(['one', 'two'])
    await device.engine.wake('person')
    expect(server.log.at(-1)?.cursor).toBe('2')
  })

  test('many at once are one pull, up to the last of them', async () => {
    const all = await world()
    const { server, device } = all
    const pokes: Poke[] = []
    for (const title of ['one', 'two', 'three']) {
      await elsewhere(all, title)
      const { page: _, ...bare } = pokeOf(all, null)
      pokes.push(bare)
    }
    const before = server.log.length

    await Promise.all(pokes.map((poke) => device.engine.receivePoke(poke)))

    await expect(titles(all)).resolves.toEqual(['one', 'three', 'two'])
    expect(server.log.length - before).toBeLessThanOrEqual(2)
  })
})
