/** What a chat was, from everything that this device knows of it. */

import { describe, expect, test } from 'vitest'
import { readVersions, type VersionedField } from '../../db/device/versions.ts'
import type { ChatVersion } from '../../db/protocol/history.ts'
import {
  chatId,
  chatRow,
  clockOf,
  conflictRow,
  createDevice,
  folderId,
  folderRow,
  pageOf,
  rename,
  type TestDevice,
} from './device.ts'

const CHAT = chatId('chat-1')

const former: readonly ChatVersion[] = [
  { field: 'title', value: 'First', clock: null },
  { field: 'title', value: 'Second', clock: clockOf('second', 10) },
  { field: 'folderId', value: 'f1', clock: clockOf('moved', 11) },
]

const hold = async (): Promise<TestDevice> => {
  const device = await createDevice()
  const clocks = { title: clockOf('third', 20), folderId: clockOf('out', 21) }
  const rows = [
    chatRow('chat-1', 5, { title: 'Third', clocks, history: [...former] }),
    folderRow('f1', 6, { name: 'Travel' }),
    conflictRow('k1', 7, { lost: { value: 'Lost', clock: clockOf('lost', 15) } }),
  ]
  await device.receive(pageOf(rows, { from: null, to: 7 }))
  return device
}

const told = async (device: TestDevice, of: VersionedField) => {
  const found = await readVersions(device.db, CHAT)
  return (found?.versions ?? [])
    .filter(({ field }) => field === of)
    .map(({ kind, value }) => `${kind} ${String(value)}`)
}

describe('the versions of a chat', () => {
  test('[N3] are what stands, what stood, and what lost to it, newest first', async () => {
    const device = await hold()

    expect(await told(device, 'title')).toEqual([
      'now Third',
      'lost Lost',
      'former Second',
      'former First',
    ])
    expect(await told(device, 'folderId')).toEqual(['now null', 'former f1'])
    expect((await readVersions(device.db, CHAT))?.folderNames.get('f1')).toBe('Travel')
  })

  test('hold every value that was set here since, before the server has heard of it', async () => {
    const device = await hold()
    await device.write(rename(CHAT, 'Fourth'))
    await device.write(rename(CHAT, 'Fifth'))

    expect(await told(device, 'title')).toEqual([
      'now Fifth',
      'former Fourth',
      'former Third',
      'lost Lost',
      'former Second',
      'former First',
    ])
  })

  test('hold a value once that stood and lost', async () => {
    const device = await hold()
    const lost = { value: 'Second', clock: clockOf('second', 10) }
    await device.receive(pageOf([conflictRow('k2', 9, { lost })], { from: '7', to: 9 }))

    expect((await told(device, 'title')).filter((one) => one.endsWith('Second'))).toEqual([
      'lost Second',
    ])
  })

  test('of a chat that was never changed are as it was made', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')

    expect(await told(device, 'title')).toEqual(['now Chat chat-1'])
    expect(await readVersions(device.db, chatId('elsewhere'))).toBeNull()
  })

  test('come back as a new change on top', async () => {
    const device = await hold()
    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'folderId', value: folderId('f1') })

    expect(await told(device, 'folderId')).toEqual(['now f1', 'former null', 'former f1'])
  })
})
