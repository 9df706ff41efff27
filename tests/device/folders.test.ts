/** Folders on a device: counted without reading chats, deleted with what is in them or without, and brought back. */

import { describe, expect, test } from 'vitest'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { countChats, listChatIds } from '../../db/device/chats.ts'
import {
  countInside,
  draftsOfDeleting,
  draftsOfRestoring,
  draftsOfUndoing,
  listTrashedFolders,
} from '../../db/device/folder-trash.ts'
import { countByFolder } from '../../db/device/folders.ts'
import { draftsOfEmptying, draftsOfErasing } from '../../db/device/trash.ts'
import { chatId, createDevice, folderId, messageId, type TestDevice } from './device.ts'

const WORK = folderId('work')
const RUST = folderId('rust')
const BOTH = [WORK, RUST]

const chatIn = (name: string, folder: typeof WORK | null, archived = false): ChangeDraft => ({
  kind: 'chat.create',
  chat: { id: chatId(name), title: name, timestamp: 1, folderId: folder, archived },
})

/** Work with two chats, one of them archived; Rust inside it with one; one chat in no folder. */
const holdFolders = async (): Promise<TestDevice> => {
  const device = await createDevice()
  await device.write(
    { kind: 'folder.create', folder: { id: WORK, name: 'Work' } },
    { kind: 'folder.create', folder: { id: RUST, name: 'Rust', parentId: WORK } },
    chatIn('a', WORK),
    chatIn('b', WORK, true),
    chatIn('c', RUST),
    chatIn('d', null),
  )
  return device
}

const deletedOf = async ({ db }: TestDevice): Promise<readonly string[]> => {
  const folders = await db.folders.filter(({ isDeleted }) => isDeleted).primaryKeys()
  return [...folders, ...(await listChatIds(db, { shelf: 'trash' }))].toSorted()
}

describe('a folder', () => {
  test('counts what its own list shows', async () => {
    const { db } = await holdFolders()
    await expect(countByFolder(db, BOTH)).resolves.toEqual(
      new Map([
        [WORK, 1],
        [RUST, 1],
      ]),
    )
    await expect(countInside(db, BOTH)).resolves.toBe(3)
  })

  test('[N3] goes without its chats, which stay where they were, and are back in it with it', async () => {
    const device = await holdFolders()
    const drafts = await draftsOfDeleting(device.db, [WORK], false)
    await device.write(...drafts)

    await expect(deletedOf(device)).resolves.toEqual(['work'])
    await expect(countChats(device.db, { shelf: 'open' })).resolves.toBe(3)
    await device.write(...(await draftsOfRestoring(device.db, [WORK])))
    await expect(countChats(device.db, { shelf: 'open', folderId: WORK })).resolves.toBe(1)
    await expect(deletedOf(device)).resolves.toEqual([])
  })

  test('[N3] goes with its chats and folders, and comes back from the trash with all of them', async () => {
    const device = await holdFolders()
    await device.write(...(await draftsOfDeleting(device.db, BOTH, true)))

    await expect(deletedOf(device)).resolves.toEqual(['a', 'b', 'c', 'rust', 'work'])
    const [trashed, ...others] = await listTrashedFolders(device.db)
    expect(others).toEqual([])
    expect(trashed).toMatchObject({ folder: { name: 'Work' }, folderIds: BOTH, chats: 3 })
    await device.write(...(await draftsOfRestoring(device.db, trashed?.folderIds ?? [])))
    await expect(deletedOf(device)).resolves.toEqual([])
    await expect(countChats(device.db, { shelf: 'archived' })).resolves.toBe(1)
  })

  test('brings back by Undo what went with it, and nothing that lay in the trash before', async () => {
    const device = await holdFolders()
    await device.write({ kind: 'chat.set', chatId: chatId('a'), field: 'deleted', value: true })
    const drafts = await draftsOfDeleting(device.db, BOTH, true)
    await device.write(...drafts)
    await device.write(...draftsOfUndoing(drafts))

    await expect(deletedOf(device)).resolves.toEqual(['a'])
  })

  test('is erased after its chats, and nothing else is', async () => {
    const device = await holdFolders()
    await device.write(...(await draftsOfDeleting(device.db, BOTH, true)))
    await device.write({ kind: 'chat.set', chatId: chatId('d'), field: 'deleted', value: true })
    const erased: string[] = []
    for (;;) {
      const drafts = await draftsOfErasing(device.db, BOTH)
      if (drafts.length === 0) break
      erased.push(...drafts.map(({ kind }) => kind))
      await device.write(...drafts)
    }

    expect(erased).toEqual([
      'chat.purge',
      'chat.purge',
      'chat.purge',
      'folder.purge',
      'folder.purge',
    ])
    await expect(deletedOf(device)).resolves.toEqual(['d', 'rust', 'work'])
    await expect(listTrashedFolders(device.db)).resolves.toEqual([])
  })

  test('goes with the rest when the trash is emptied', async () => {
    const device = await holdFolders()
    await device.write(...(await draftsOfDeleting(device.db, BOTH, true)))
    await device.write(...(await draftsOfEmptying(device.db)))
    await device.write(...(await draftsOfEmptying(device.db)))

    await expect(draftsOfEmptying(device.db)).resolves.toEqual([])
    await expect(listTrashedFolders(device.db)).resolves.toEqual([])
  })
})

test('[D1] a deletion of many chats at once counts what was seen of each', async () => {
  const device = await createDevice()
  const ids = Array.from({ length: 60 }, (_, at) => chatId(`chat-${at}`))
  for (const [at, id] of ids.entries())
    await device.write(
      chatIn(id, null),
      ...Array.from({ length: at % 3 }, (_, turn): ChangeDraft => ({
        kind: 'message.append',
        message: {
          id: messageId(`${id}-${turn}`),
          chatId: id,
          parentId: null,
          role: 'user',
          content: 'x',
          timestamp: 2,
        },
      })),
    )
  await device.write(
    ...ids.map((id): ChangeDraft => ({
      kind: 'chat.set',
      chatId: id,
      field: 'deleted',
      value: true,
    })),
  )

  const entries = await device.db.outbox.toArray()
  const seen = new Map(
    entries.flatMap(({ body }) =>
      body.kind === 'chat.set' && body.field === 'deleted'
        ? [[body.chatId, body.seenMessages]]
        : [],
    ),
  )
  expect(seen).toEqual(new Map(ids.map((id, at) => [id, at % 3])))
})
