/** A device without room for what comes in: what goes out is no proof that there is room again. */

import { expect, test } from 'vitest'
import { readSync } from '../../db/device/sync-state.ts'
import { createClock, createDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

/** A device that cannot store one chat more, which another one has sent. */
const world = async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const device = await createDevice({ fetch: server.fetch, clock })
  const other = await createDevice({ fetch: server.fetch, clock, seed: 2 })
  const chat = await device.addChat('mine')
  await device.engine.wake('start')
  await other.addChat('theirs')
  await other.engine.wake('write')
  let hasRoom = false
  device.database.chats.hook('creating', () => {
    if (!hasRoom) throw new DOMException('no room', 'QuotaExceededError')
  })
  return { device, chat, clock, makeRoom: () => (hasRoom = true) }
}

const FULL = { kind: 'waiting', fault: { details: { reason: 'device_full' } } }

test('[N2] [F1] it says so, however much of its own is sent by whoever sends only', async () => {
  const { device, chat, clock, makeRoom } = await world()
  await device.addMessage(chat, 'one')
  await expect(device.engine.sync('full', { trigger: 'person' })).resolves.toMatchObject(FULL)

  await device.addMessage(chat, 'two')
  const sent = await device.engine.sync('upload', { trigger: 'background' })

  expect(sent).toMatchObject({ ...FULL, unsent: 0, sent: 1 })
  expect(device.engine.status().state).toMatchObject(FULL)
  expect(await readSync(device.database)).toMatchObject({ lastReason: 'device_full' })
  makeRoom()
  await clock.advance(10 * 60_000)
  await expect(device.engine.wake('timer')).resolves.toMatchObject({ kind: 'done', received: 3 })
  expect(await readSync(device.database)).toMatchObject({ lastFault: null })
})

test('[N2] [F1] it says so after a second request of the same run', async () => {
  const { device, chat } = await world()
  await device.addMessages(
    chat,
    Array.from({ length: 700 }, (_, at) => `${at}`),
  )

  const outcome = await device.engine.sync('full', { trigger: 'person' })

  expect(outcome).toMatchObject({ ...FULL, unsent: 0, sent: 700 })
})
