/** [U1] An older app and a newer one on the same database: the older writes nothing into it. */

import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { openChatDatabase } from '../../db/device/database.ts'
import { write } from '../../db/device/write.ts'
import { chatId, createDevice, rename, titleOf } from './device.ts'

const NAME = 'chat_anna'

/** As the next version of the app would: one more table. */
const upgrade = (disk: IDBFactory): Promise<void> =>
  new Promise((resolve) => {
    const opening = disk.open(NAME, 30)
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('more'))
    opening.addEventListener('success', () => {
      opening.result.close()
      resolve()
    })
  })

describe('[U1] a database of a newer app', () => {
  test('is left alone by an older one that has it open, which is told', async () => {
    const told: string[] = []
    const { disk, deps, holdChat } = await createDevice({ name: NAME })
    const chat = await holdChat('chat-1')
    const db = await openChatDatabase(NAME, {
      indexedDB: disk,
      IDBKeyRange,
      onStale: () => told.push('stale'),
    })

    await upgrade(disk)
    const outcome = await write(db, deps, rename(chat, 'In the old form'))

    expect(outcome).toEqual({ kind: 'closed' })
    expect(told).toEqual(['stale'])
  })

  test('is not opened by an older one', async () => {
    const { disk } = await createDevice({ name: NAME })
    await upgrade(disk)

    const opening = openChatDatabase(NAME, { indexedDB: disk, IDBKeyRange })

    await expect(opening).rejects.toMatchObject({ name: 'DatabaseClosedError' })
  })

  test('is not opened again by one that lost its connection meanwhile', async () => {
    const { db, disk, deps, holdChat } = await createDevice({ name: NAME })
    const chat = await holdChat('chat-1')
    db.close({ disableAutoOpen: false })
    await upgrade(disk)

    const outcome = await write(db, deps, rename(chat, 'In the old form'))

    expect(outcome).toEqual({ kind: 'closed' })
    await expect(titleOf(db, chat)).rejects.toMatchObject({ name: 'DatabaseClosedError' })
  })
})

describe('[N3] a database of the app’s first tables', () => {
  test('keeps what is in them when it is opened by this one', async () => {
    const indexedDB = new IDBFactory()
    const first = new Dexie(NAME, { indexedDB, IDBKeyRange })
    first.version(1).stores({ chats: 'id, [shelf+activeAt]', outbox: 'changeId, seq', sync: 'id' })
    await first.table('chats').add({ id: 'chat-1', title: 'From before' })
    await first.table('sync').add({ id: 'sync', deviceId: 'device-1', movedTo: null })
    first.close()

    const db = await openChatDatabase(NAME, { indexedDB, IDBKeyRange })

    expect(await titleOf(db, chatId('chat-1'))).toBe('From before')
    expect(await db.sync.get('sync')).toMatchObject({ deviceId: 'device-1' })
    expect(await db.bodies.count()).toBe(0)
    expect(await db.keeping.count()).toBe(0)
    db.close()
  })
})

describe('a database that was deleted under a page', () => {
  test('is made again, empty, as another device, and the page is told', async () => {
    const told: string[] = []
    const { disk } = await createDevice({ name: 'chat_bert' })
    const db = await openChatDatabase(NAME, {
      indexedDB: disk,
      IDBKeyRange,
      onEmptied: () => told.push('emptied'),
    })
    const before = await db.sync.get('sync')
    db.close({ disableAutoOpen: false })
    await new Promise<void>((resolve) => {
      disk.deleteDatabase(NAME).addEventListener('success', () => resolve())
    })

    const after = await db.sync.get('sync')

    await expect.poll(() => told).toEqual(['emptied'])
    expect(after?.deviceId).not.toBe(before?.deviceId)
    db.close()
  })

  test('is told to the page also where the worker was the first to make it again', async () => {
    const told: string[] = []
    const disk = new IDBFactory()
    const onEmptied = () => told.push('emptied')
    const page = await openChatDatabase(NAME, { indexedDB: disk, IDBKeyRange, onEmptied })
    page.close({ disableAutoOpen: false })
    await page.sync.get('sync')
    expect(told).toEqual([])
    page.close({ disableAutoOpen: false })
    await new Promise<void>((resolve) => {
      disk.deleteDatabase(NAME).addEventListener('success', () => resolve())
    })
    const worker = await openChatDatabase(NAME, { indexedDB: disk, IDBKeyRange })

    await page.sync.get('sync')

    await expect.poll(() => told).toEqual(['emptied'])
    worker.close()
    page.close()
  })
})
