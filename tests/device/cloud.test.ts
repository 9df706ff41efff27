/** Text that is to be in the cloud only goes when all of it is there, and comes back when it is wanted. */

import { describe, expect, test } from 'vitest'
import { readBody } from '../../db/device/bodies.ts'
import { countModes } from '../../db/device/count-modes.ts'
import { readModes } from '../../db/device/chat-modes.ts'
import { readStanding } from '../../db/device/standing.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { noteVisit, settleBodies, VISIT_MS } from '../../db/device/settle-bodies.ts'
import { noteSync, readSync } from '../../db/device/sync-state.ts'
import { peek } from '../../db/device/outbox.ts'
import {
  applied,
  chatId,
  chatRow,
  createDevice,
  folderId,
  folderRow,
  messageRow,
  newMessage,
  pageOf,
  type TestDevice,
} from './device.ts'

const CHAT = chatId('chat-1')
const OF_CHAT = { entity: 'chat', id: CHAT } as const
const FOLDER = folderId('f1')

const holdCloudChat = async (device: TestDevice): Promise<void> => {
  const { cursor } = await readSync(device.db)
  const rows = [
    chatRow(CHAT, 1, { syncMode: 'cloud' }),
    messageRow('m1', { chatId: CHAT, position: 0, revision: 2 }),
    messageRow('m2', { chatId: CHAT, position: 1, revision: 3 }),
  ]
  await device.receive(pageOf(rows, { from: cursor, to: 3 }))
}

const settle = async ({ db }: TestDevice, now = 1000) => {
  const verified = { revision: 99, at: 1, wholeAt: 1, chats: 1, differed: 0 }
  await noteSync(db, { verified })
  return settleBodies(db, now)
}

describe('a chat whose text is to be in the cloud only', () => {
  test('[D1] has it let go, and is deleted with all that came here', async () => {
    const device = await createDevice()
    await holdCloudChat(device)

    expect(await settle(device)).toMatchObject({ kind: 'settled', dropped: 1, wanted: [] })
    expect(await settle(device)).toMatchObject({ kind: 'settled', dropped: 0, wanted: [] })

    expect(await device.db.blocks.count()).toBe(0)
    expect(await countModes(device.db)).toEqual({ here: 0, cloud: 1 })
    const passedOver = messageRow('m3', { chatId: CHAT, position: 2, revision: 5 })
    await device.receive(pageOf([passedOver], { from: '3', to: 5 }))
    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'deleted', value: true })
    expect((await peek(device.db)).changes).toMatchObject([{ seenMessages: 3 }])
  })

  test('[N3] keeps it while anything of it is unanswered, held, or still to come', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await holdCloudChat(device)
    const [id] = await device.write(newMessage('mine', CHAT))
    expect(await settle(device)).toMatchObject({ dropped: 0 })

    if (id !== undefined) await device.receive({ results: [applied(id, 9)] })
    expect(await settle(device)).toMatchObject({ dropped: 0 })
    const own = messageRow('mine', { chatId: CHAT, position: 2, revision: 9 })
    await device.receive({ ...pageOf([own], { from: '3', to: 9, hasMore: true }) })
    expect(await settle(device)).toMatchObject({ dropped: 0 })
    await device.receive(pageOf([], { from: '9', to: 9 }))

    await setMode(db, deps, { of: OF_CHAT, mode: 'device' })
    expect(await settle(device)).toMatchObject({ dropped: 0 })
    await setMode(db, deps, { of: OF_CHAT, mode: 'cloud' })
    expect(await settle(device)).toMatchObject({ dropped: 1 })
  })

  test('keeps what was looked at for an hour after the last look', async () => {
    const device = await createDevice()
    await holdCloudChat(device)
    await device.db.bodies.put({ chatId: CHAT, state: 'visiting', since: 0 })

    expect(await settle(device, VISIT_MS - 1)).toMatchObject({ dropped: 0 })
    await noteVisit(device.db, CHAT, VISIT_MS)
    expect(await settle(device, VISIT_MS + 1)).toMatchObject({ dropped: 0 })
    expect(await settle(device, 2 * VISIT_MS)).toMatchObject({ dropped: 1 })
  })

  test('is wanted here again once it is to be everywhere, or only on this device', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await holdCloudChat(device)
    await settle(device)

    await setMode(db, deps, { of: OF_CHAT, mode: 'device' })
    expect(await settle(device)).toMatchObject({ wanted: [CHAT] })
    await setMode(db, deps, { of: OF_CHAT, mode: 'everywhere' })

    expect(await settle(device)).toMatchObject({ wanted: [CHAT] })
    expect(await readBody(db, CHAT)).toMatchObject({ state: 'dropped' })
    expect((await peek(db)).changes).toMatchObject([{ field: 'syncMode', value: null }])
  })
})

describe('a folder whose text is to be in the cloud only', () => {
  test('says so to what is in it and has no word of its own', async () => {
    const device = await createDevice()
    const { db, deps } = device
    const rows = [
      folderRow('f1', 1, { syncMode: 'cloud' }),
      folderRow('f2', 2, { parentId: FOLDER }),
      chatRow('in', 3, { folderId: FOLDER }),
      chatRow('deep', 4, { folderId: folderId('f2') }),
      chatRow('own', 5, { folderId: FOLDER, syncMode: 'everywhere' }),
      chatRow('kept', 6, { folderId: FOLDER }),
      ...['in', 'deep', 'own', 'kept'].map((id, at) =>
        messageRow(`of-${id}`, { chatId: chatId(id), position: 0, revision: 7 + at }),
      ),
    ]
    await device.receive(pageOf(rows, { from: null, to: 10 }))
    await setMode(db, deps, { of: { entity: 'chat', id: 'kept' }, mode: 'device' })

    expect(await settle(device)).toMatchObject({ dropped: 2 })

    expect((await db.bodies.toArray()).map((body) => body.chatId)).toEqual(['deep', 'in'])
    const modes = await readModes(db, await db.chats.toArray())
    expect(Object.fromEntries(modes)).toEqual({ in: 'cloud', deep: 'cloud', kept: 'device' })
    expect(await readStanding(db, { entity: 'chat', id: 'deep' })).toEqual({
      mode: 'cloud',
      around: 'cloud',
      isAsAround: true,
      isOnlyHere: false,
    })
    expect(await readStanding(db, { entity: 'folder', id: 'f2' })).toMatchObject({
      mode: 'cloud',
      isAsAround: true,
    })
  })

  test('[N3] has it let go once the server has taken its word', async () => {
    const device = await createDevice()
    const { db, deps } = device
    const rows = [
      folderRow('f1', 1),
      chatRow('in', 2, { folderId: FOLDER }),
      messageRow('m', { chatId: chatId('in'), position: 0, revision: 3 }),
    ]
    await device.receive(pageOf(rows, { from: null, to: 3 }))
    await setMode(db, deps, { of: { entity: 'folder', id: FOLDER }, mode: 'cloud' })

    expect(await settle(device)).toMatchObject({ dropped: 0 })

    const [told] = (await peek(db)).changes
    if (told === undefined) throw new Error('nothing waits')
    const page = pageOf([folderRow('f1', 4, { syncMode: 'cloud' })], { from: '3', to: 4 })
    await device.receive({ results: [applied(told.changeId, 4)], ...page })
    expect(await settle(device)).toMatchObject({ dropped: 1 })
  })

  test('in circles of folders, as two devices can make them, nobody runs in circles', async () => {
    const device = await createDevice()
    const { db, deps } = device
    const rows = [
      folderRow('f1', 1, { parentId: folderId('f2') }),
      folderRow('f2', 2, { parentId: FOLDER }),
      chatRow('in', 3, { folderId: FOLDER }),
    ]
    await device.receive(pageOf(rows, { from: null, to: 3 }))

    await setMode(db, deps, { of: { entity: 'folder', id: 'f2' }, mode: 'device' })
    expect(await readStanding(db, { entity: 'chat', id: 'in' })).toMatchObject({ mode: 'device' })
    await setMode(db, deps, { of: { entity: 'folder', id: 'f2' }, mode: 'everywhere' })

    expect(await db.keeping.count()).toBe(0)
  })
})
