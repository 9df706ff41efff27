/** What is only here because of its folder, or was so, while other devices move and erase. */

import { describe, expect, test } from 'vitest'
import { readStanding } from '../../db/device/standing.ts'
import { peek } from '../../db/device/outbox.ts'
import { retry } from '../../db/device/park.ts'
import { setMode } from '../../db/device/set-mode.ts'
import {
  chatId,
  chatRow,
  createDevice,
  folderId,
  folderRow,
  newMessage,
  pageOf,
  parkedIds,
  rejected,
} from './device.ts'

const CHAT = chatId('chat-1')
const OUTER = folderId('f1')
const INNER = folderId('f2')

const ofFolder = { entity: 'folder', id: OUTER } as const
const ofChat = { entity: 'chat', id: CHAT } as const

/** The inner folder, with the chat, is moved into the outer one by another device. */
const keepOuter = async () => {
  const device = await createDevice()
  const rows = [folderRow('f1', 1), folderRow('f2', 2), chatRow('chat-1', 3, { folderId: INNER })]
  await device.receive(pageOf(rows, { from: null, to: 3 }))
  await setMode(device.db, device.deps, { of: ofFolder, mode: 'device' })
  const moved = folderRow('f2', 4, { parentId: OUTER })
  await device.receive(pageOf([moved], { from: '3', to: 4 }))
  return device
}

const kinds = async ({ db }: Awaited<ReturnType<typeof createDevice>>) =>
  (await peek(db)).changes.map(({ kind }) => kind)

describe('a folder that another device moved into one that is only here', () => {
  test('[N3] is let go with it, and what was held in it is sent', async () => {
    const device = await keepOuter()
    const { db, deps, write } = device
    await write(newMessage('m1', CHAT))
    expect(await kinds(device)).toEqual([])

    await setMode(db, deps, { of: ofFolder, mode: 'everywhere' })

    expect(await kinds(device)).toEqual(['message.append'])
    expect(await db.keeping.count()).toBe(0)
    expect(await readStanding(db, ofChat)).toMatchObject({ mode: 'everywhere' })
  })

  test('keeps what is held in it for another reason', async () => {
    const device = await keepOuter()
    const { db, deps, write } = device
    await setMode(db, deps, { of: ofChat, mode: 'device' })
    await write(newMessage('m1', CHAT))

    await setMode(db, deps, { of: ofFolder, mode: 'everywhere' })

    expect(await kinds(device)).toEqual([])
    expect(await readStanding(db, ofChat)).toMatchObject({ mode: 'device' })
  })
})

describe('a refused change that is sent again', () => {
  test('stays here where another device moved its chat into a folder that is only here', async () => {
    const device = await createDevice()
    const { db, deps, write } = device
    await device.receive(
      pageOf([folderRow('f1', 1), folderRow('f2', 2, { parentId: OUTER }), chatRow('chat-1', 3)], {
        from: null,
        to: 3,
      }),
    )
    await setMode(db, deps, { of: ofFolder, mode: 'device' })
    const ids = await write(newMessage('m1', CHAT))
    await device.receive({ results: ids.map((id) => rejected(id, 'invalid')) })
    await device.receive(pageOf([chatRow('chat-1', 4, { folderId: INNER })], { from: '3', to: 4 }))

    expect(await retry(db, deps, 'all')).toBe(1)

    expect(await kinds(device)).toEqual(['void'])
    expect(await db.outbox.filter(({ state }) => state === 'held').count()).toBe(1)
    await setMode(db, deps, { of: ofFolder, mode: 'everywhere' })
    expect(await kinds(device)).toEqual(['void', 'message.append'])
  })

  test('goes out where its chat has a word of its own', async () => {
    const device = await keepOuter()
    const { db, deps, write } = device
    await device.receive(
      pageOf([chatRow('chat-1', 5, { folderId: INNER, syncMode: 'everywhere' })], {
        from: '4',
        to: 5,
      }),
    )
    const ids = await write(newMessage('m1', CHAT))
    await device.receive({ results: ids.map((id) => rejected(id, 'invalid')) })

    await retry(db, deps, 'all')

    expect(await kinds(device)).toEqual(['message.append'])
  })

  test('[N3] stays parked where its chat was erased for good, also what was only here', async () => {
    const device = await createDevice()
    const { db, deps, write } = device
    await device.holdChat(CHAT, 1)
    await setMode(db, deps, { of: ofChat, mode: 'device' })
    const ids = await write(newMessage('m1', CHAT))
    const erased = chatRow('chat-1', 9, { isPurged: true, isDeleted: true })
    await device.receive(pageOf([erased], { from: '2', to: 9 }))

    expect(await retry(db, deps, 'all')).toBe(0)

    expect(await kinds(device)).toEqual([])
    expect(await parkedIds(db)).toEqual(ids)
  })
})
