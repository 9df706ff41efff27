/** Files go up before the message that names them, and never hold up the rest for ever. */

import { describe, expect, test } from 'vitest'
import { countUnsent } from '../../db/device/forget.ts'
import { countOutbox, listOutbox } from '../../db/device/outbox.ts'
import { write } from '../../db/device/write.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import { messageIdSchema } from '../../db/protocol/ids.ts'
import { createClock, createDevice, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

const SHA = 'a'.repeat(64)

interface World {
  readonly server: FakeServer
  readonly device: TestDevice
  readonly changeId: ChangeId
}

/** A message with a file waits, and a message without one behind it; the server lacks the file. */
const world = async (): Promise<World> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const device = await createDevice({ fetch: server.fetch, clock })
  const chatId = await device.addChat()
  const file = { sha256: SHA, name: 'map.png', mime: 'image/png', size: 3 }
  await write(
    device.database,
    { now: clock.now, newId: device.newId },
    {
      kind: 'message.append',
      message: {
        id: messageIdSchema.parse(device.newId()),
        chatId,
        parentId: null,
        role: 'user',
        content: 'Look at this',
        timestamp: clock.now(),
        attachments: [file],
      },
      files: [{ ...file, bytes: new Uint8Array([1, 2, 3]).buffer }],
    },
  )
  await device.addMessage(chatId, 'And then?')
  const lines = await listOutbox(device.database, { state: 'waiting', limit: 10 })
  const changeId = lines[1]?.changeId
  if (changeId === undefined) throw new Error('nothing waits')
  server.refuse(changeId, { code: 'needs_attachment', message: 'not yet', sha256: [SHA] })
  return { server, device, changeId }
}

describe('a file that the server lacks', () => {
  test('goes up within the run, and its message after it', async () => {
    const { server, device } = await world()

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

    expect(server.files).toEqual([SHA])
    expect(server.log.map((seen) => seen.seqs)).toEqual([
      [1, 2, 3],
      [2, 3],
    ])
    await expect(device.database.attachments.get(SHA)).resolves.toMatchObject({ isSent: 1 })
  })

  test('[F1] that cannot go up now keeps its message waiting', async () => {
    const { server, device } = await world()
    server.next(
      { kind: 'meanwhile', act: async () => undefined },
      { kind: 'fault', code: 'unavailable' },
    )

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'waiting', unsent: 2 })
    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.files).toEqual([SHA])
  })

  test('and is asked for again after it went up is not sent in a circle', async () => {
    const { server, device } = await world()
    server.loseFiles()

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'held', unsent: 2 })
    expect(server.files).toEqual([SHA])
  })

  test.each(['gone', 'too_large'] as const)(
    '[N3] that is %s parks its message, and the others go on',
    async (why) => {
      const { server, device, changeId } = await world()
      if (why === 'gone') await device.database.attachments.clear()
      else
        server.next(
          { kind: 'meanwhile', act: async () => undefined },
          { kind: 'fault', code: 'too_large' },
        )

      await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

      await expect(countOutbox(device.database)).resolves.toMatchObject({ parked: 1 })
      const [parked] = await listOutbox(device.database, { state: 'parked', limit: 1 })
      expect(parked).toMatchObject({ changeId, fault: { code: 'needs_attachment' } })
      expect(server.rows()).toHaveLength(2)
    },
  )
})

describe('files that a server had which went back in time', () => {
  test('[N1] go up once more where they are gone, in the run that brings back the rows', async () => {
    const { server, device } = await world()
    await device.engine.wake('write')
    server.dropFiles()
    server.next({ kind: 'fault', code: 'history_forked' })

    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

    expect(server.files).toEqual([SHA])
    await expect(device.database.sync.get('sync')).resolves.toMatchObject({ filesAfter: undefined })
  })

  test('stay where they are when it still has them', async () => {
    const { server, device } = await world()
    await device.engine.wake('write')
    server.next({ kind: 'fault', code: 'history_forked' })

    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

    expect(server.files).toEqual([SHA])
  })

  test('[N1] go up in a later run when they could not in this one', async () => {
    const { server, device } = await world()
    await device.engine.wake('write')
    server.dropFiles()
    const well = { kind: 'meanwhile', act: async () => undefined } as const
    // The rows, whether the file is there, and then the file.
    server.next({ kind: 'fault', code: 'history_forked' }, well, well, {
      kind: 'fault',
      code: 'unavailable',
    })

    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'waiting' })
    expect(server.files).toEqual([])
    await expect(countUnsent(device.database)).resolves.toMatchObject({ attachments: 1 })
    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.files).toEqual([SHA])
    await expect(countUnsent(device.database)).resolves.toMatchObject({ attachments: 0 })
  })
})
