/** What a person holds or withdraws while a run is under way: no more of it leaves this device. */

import { describe, expect, test } from 'vitest'
import { listOutbox, peek } from '../../db/device/outbox.ts'
import { withdraw } from '../../db/device/park.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { write } from '../../db/device/write.ts'
import { type ChatId, messageIdSchema } from '../../db/protocol/ids.ts'
import { MAX_CHANGES } from '../../db/protocol/limits.ts'
import { createClock, createDevice, type TestDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

const SECRET = 'private words'

const world = async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const hooks = { onFile: async (): Promise<void> => undefined }
  const fetch: typeof server.fetch = async (path, init) => {
    if (init.method === 'PUT') await hooks.onFile()
    return server.fetch(path, init)
  }
  const device = await createDevice({ fetch, clock })
  return { server, device, hooks, deps: { now: clock.now, newId: device.newId } }
}

const keepHere = async (device: TestDevice, id: ChatId): Promise<void> => {
  const choice = { of: { entity: 'chat', id }, mode: 'device' } as const
  expect(await setMode(device.database, device.deps, choice)).toEqual({ kind: 'set' })
}

describe('what was read to go next', () => {
  const acts = {
    'is held': keepHere,
    'is withdrawn': async ({ database }: TestDevice) => {
      const last = (await peek(database, { after: MAX_CHANGES })).changes.at(-1)
      expect(await withdraw(database, last === undefined ? [] : [last.changeId])).toHaveLength(1)
    },
  }
  test.each(Object.entries(acts))(
    '[N3] does not go once it %s, and its number is given up',
    async (_, act) => {
      const { server, device } = await world()
      const long = await device.addChat('Long')
      await device.addMessages(
        long,
        Array.from({ length: MAX_CHANGES }, (__, at) => `${at}`),
      )
      const secret = await device.addChat('Secret')
      await device.addMessage(secret, SECRET)
      server.next({ kind: 'meanwhile', act: () => act(device, secret) })

      await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

      expect(server.log.map(({ seqs }) => seqs.length)).toEqual([MAX_CHANGES, 3])
      expect(JSON.stringify(server.rows())).not.toContain(SECRET)
    },
  )
})

test('[N3] files of a message that is held while they go up stay here', async () => {
  const { server, device, deps, hooks } = await world()
  const chatId = await device.addChat()
  const files = ['a', 'b'].map((letter) => {
    const sha256 = letter.repeat(64)
    return { sha256, name: `${letter}.txt`, mime: 'text/plain', size: 1 }
  })
  const message = {
    id: messageIdSchema.parse(device.newId()),
    chatId,
    parentId: null,
    timestamp: 1,
  }
  await write(device.database, deps, {
    kind: 'message.append',
    message: { ...message, role: 'user', content: SECRET, attachments: files },
    files: files.map((file) => ({ ...file, bytes: new Uint8Array([1]).buffer })),
  })
  const changeId = (await listOutbox(device.database, { state: 'waiting', limit: 2 }))[1]?.changeId
  if (changeId === undefined) throw new Error('nothing waits')
  const sha256 = files.map((file) => file.sha256)
  server.refuse(changeId, { code: 'needs_attachment', message: 'not yet', sha256 })
  hooks.onFile = () => keepHere(device, chatId)

  await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

  expect(server.files).toEqual(sha256.slice(0, 1))
})
