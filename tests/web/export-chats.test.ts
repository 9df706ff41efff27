/** The exported file holds what a person wrote, and nothing of this device's bookkeeping. */

import { describe, expect, it } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { countModes } from '../../db/device/count-modes.ts'
import { doubtChats } from '../../db/device/doubt.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { chatIdSchema, messageIdSchema } from '../../db/protocol/ids.ts'
import { readSync } from '../../db/device/sync-state.ts'
import {
  exportDocument,
  exportFileName,
  readExport,
  type ExportedChat,
} from '../../web/session/export-chats.ts'
import { createDevice } from '../device/device.ts'

const NOW = Date.UTC(2026, 10, 22, 14, 3)

const chat: ChatRecord = {
  entity: 'chat',
  id: chatIdSchema.parse('c1'),
  revision: 7,
  title: 'رحلة',
  timestamp: NOW,
  parentChatId: null,
  branchFromMessageId: null,
  folderId: null,
  pinned: false,
  archived: false,
  isDeleted: false,
  deletedAt: null,
  isPurged: false,
  createdAt: NOW,
  updatedAt: NOW,
  clocks: {},
  activeAt: NOW,
  messageCount: 1,
  shelf: 'open',
}

const message = (id: string, isDeleted = false): ExportedChat['messages'][number] => ({
  id: messageIdSchema.parse(id),
  parentId: null,
  role: 'user',
  content: 'مرحبا "quoted" \u2028 👋',
  timestamp: NOW,
  model: null,
  attachments: [],
  isDeleted,
})

describe('the export of chats', () => {
  it('[N3] carries every message as it was written', () => {
    const file = exportDocument([{ chat, messages: [message('m1'), message('m2')] }], NOW)

    expect(JSON.parse(file)).toMatchObject({
      format: 'chat-sync',
      version: 1,
      exportedAt: '2026-11-22T14:03:00.000Z',
      chats: [{ id: 'c1', title: 'رحلة', messages: [{ id: 'm1' }, { id: 'm2' }] }],
    })
    expect(JSON.parse(file)).toHaveProperty('chats.0.messages.0.content', message('m1').content)
  })

  it('leaves out what was erased or deleted, and what only this device needs', () => {
    const purged = { ...chat, id: chatIdSchema.parse('c2'), isPurged: true }
    const file = exportDocument(
      [
        { chat, messages: [message('m1', true)] },
        { chat: purged, messages: [] },
      ],
      NOW,
    )

    expect(file).not.toContain('"m1"')
    expect(file).not.toContain('"c2"')
    expect(file).not.toMatch(/clocks|revision|shelf/)
  })

  it('says of a chat that its text is in the cloud only where it is not here', async () => {
    const { db, ...device } = await createDevice()
    const here = await device.holdChat('here', 1)
    const away = await device.holdChat('away', 1)
    await dropBodies(db, [away], 1)
    const { cursor, generation } = await readSync(db)
    const stand = { cursor, generation }

    expect(await doubtChats(db, [here], { stand, fetchId: 'f1' })).toEqual({ kind: 'doubted' })

    const said = (await readExport(db)).map((one) => [
      one.chat.id,
      one.messages.length,
      one.isInCloud,
    ])
    expect(said).toEqual([
      [away, 0, true],
      [here, 1, false],
    ])
    expect(await countModes(db)).toEqual({ here: 0, cloud: 1 })
  })

  it('is named by the day it was made', () => {
    expect(exportFileName(NOW)).toBe('chats-2026-11-22.json')
  })
})
