/** What is not drawn again looks the same: every field that a view shows or acts on makes a difference. */

import { describe, expect, test } from 'vitest'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { isSameBody, isSameRow } from '../../web/chats/same-view.ts'
import { chatId, chatRow, messageId, messageRow } from '../device/device.ts'

const view: MessageView = {
  ...messageRow('m1', { chatId: chatId('c1'), position: 0, revision: 3 }),
  order: 0,
  state: 'synced',
  versions: [messageId('m1')],
}
const body = {
  metaId: 'x',
  message: view,
  isNewest: false,
  isTimeShown: false,
  isTarget: false,
  isTouch: false,
  isReachable: false,
  actionsOf: undefined,
  onStep: undefined,
  editor: undefined,
}
const chat: ChatRecord = { ...chatRow('c1', 2), activeAt: 1, messageCount: 1, shelf: 'open' }
const row = {
  chat,
  marks: { waiting: 1, parked: 0, conflicts: 0 },
  now: 5,
  isOpen: false,
  isTabStop: false,
  isRenaming: false,
  isSelected: null,
}

describe('a message that was read again', () => {
  test('is the same where nothing differs but the objects', () => {
    expect(isSameBody(body, structuredClone(body))).toBe(true)
  })

  test.each<Partial<MessageView>>([
    { id: messageId('m2') },
    { revision: 99 },
    { position: 7 },
    { content: 'other words' },
    { status: 'streaming' },
    { state: 'waiting' },
    { timestamp: 12 },
    { isDeleted: true },
    { fault: { code: 'invalid', message: 'no' } },
    { versions: [messageId('m1'), messageId('m2')] },
    { model: 'another' },
  ])('is drawn again with %o', (change) => {
    expect(isSameBody(body, { ...body, message: { ...view, ...change } })).toBe(false)
  })

  test.each(['isNewest', 'isTimeShown', 'isTarget', 'isTouch', 'isReachable', 'editor'])(
    'is drawn again when it becomes %s',
    (name) => {
      expect(isSameBody(body, { ...body, [name]: true })).toBe(false)
    },
  )
})

describe('a chat in the list that was read again', () => {
  test('is the same where nothing differs but the objects', () => {
    expect(isSameRow(row, structuredClone(row))).toBe(true)
  })

  test.each<Partial<ChatRecord>>([
    { title: 'Another' },
    { revision: 99 },
    { activeAt: 2 },
    { pinned: true },
    { archived: true },
    { isDeleted: true },
  ])('is drawn again with %o', (change) => {
    expect(isSameRow(row, { ...row, chat: { ...chat, ...change } })).toBe(false)
  })

  test('is drawn again with other marks, and later', () => {
    expect(isSameRow(row, { ...row, marks: { waiting: 0, parked: 1, conflicts: 0 } })).toBe(false)
    expect(isSameRow(row, { ...row, marks: undefined })).toBe(false)
    expect(isSameRow(row, { ...row, now: 6 })).toBe(false)
    expect(isSameRow(row, { ...row, mode: 'cloud' })).toBe(false)
  })

  test('is drawn again when it is opened, comes to be where Tab goes, or gets another title', () => {
    expect(isSameRow(row, { ...row, isOpen: true })).toBe(false)
    expect(isSameRow(row, { ...row, isTabStop: true })).toBe(false)
    expect(isSameRow(row, { ...row, isRenaming: true })).toBe(false)
    expect(isSameRow(row, { ...row, isSelected: false })).toBe(false)
  })
})
