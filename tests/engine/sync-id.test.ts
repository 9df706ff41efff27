/** All requests of one run carry one id, and the next run another: the server's log can follow a whole sync. */

import { expect, test } from 'vitest'
import { createClock, createDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

test('every request of a run has its id, also when it goes on in another turn', async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const ids: (string | null)[] = []
  const device = await createDevice({
    clock,
    fetch: async (path, init) => {
      ids.push(new Headers(init.headers).get('x-sync-id'))
      // The time of the turn is up after each request.
      await clock.advance(30_000)
      return server.fetch(path, init)
    },
  })
  const chatId = await device.addChat()
  const contents = Array.from({ length: 1200 }, (_, at) => `message ${at}`)
  await device.addMessages(chatId, contents)

  await device.engine.sync('full', { trigger: 'person' })
  const first = ids.splice(0)
  await device.engine.sync('full', { trigger: 'person' })

  expect(first.length).toBeGreaterThan(2)
  expect(new Set(first).size).toBe(1)
  expect(first[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).not.toBe(first[0])
})
