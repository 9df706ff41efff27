/** A chat that goes on from a message of another, and a message that is worded anew: what is written for them. */

import { describe, expect, test } from 'vitest'
import type { MessageView } from '../../db/device/messages.ts'
import { branchChat } from '../../web/chats/branch-chat.ts'
import { editDraftId, rewordMessage } from '../../web/chats/write-acts.ts'
import { chatId, messageId, messageRow } from '../device/device.ts'

const view = (id: string, more: Partial<MessageView> = {}): MessageView => ({
  ...messageRow(id, { chatId: chatId('c1'), position: 0, revision: 3 }),
  order: 0,
  state: 'synced',
  versions: [messageId(id)],
  ...more,
})
const file = { sha256: 'a'.repeat(64), mime: 'image/png', size: 3, name: 'a.png' } as const

const ids = () => {
  let last = 0
  return () => messageId(`n${(last += 1)}`)
}

describe('a branch into a new chat', () => {
  const path = [
    view('m1', { timestamp: 10, content: 'first' }),
    view('m2', { parentId: messageId('m1'), role: 'assistant', model: 'one', timestamp: 20 }),
    view('m3', { parentId: messageId('m2'), status: 'streaming', attachments: [file] }),
  ]
  const drafts = branchChat({
    chatId: chatId('new'),
    title: 'Trip',
    path,
    now: 99,
    newId: ids(),
  })

  test('is linked to the message it goes on from', () => {
    expect(drafts[0]).toEqual({
      kind: 'chat.create',
      chat: {
        id: 'new',
        title: 'Trip',
        timestamp: 99,
        parentChatId: 'c1',
        branchFromMessageId: 'm3',
      },
    })
  })

  test('copies each message of the way there, under an id of its own, in its place', () => {
    const copies = drafts.flatMap((draft) => (draft.kind === 'message.append' ? draft.message : []))

    expect(copies.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['n1', null],
      ['n2', 'n1'],
      ['n3', 'n2'],
    ])
    expect(copies.every((copy) => copy.chatId === chatId('new'))).toBe(true)
    expect(copies[0]).toMatchObject({ role: 'user', content: 'first', timestamp: 10 })
    expect(copies[1]).toMatchObject({ role: 'assistant', model: 'one', timestamp: 20 })
  })

  test('keeps files, and a reply that was still coming as far as it came', () => {
    expect(drafts[3]).toMatchObject({ message: { status: 'interrupted', attachments: [file] } })
  })

  test('of nothing is nothing', () => {
    const none = { chatId: chatId('new'), title: '', path: [], now: 1, newId: ids() }

    expect(branchChat(none)).toEqual([])
  })
})

test('a message worded anew answers what the old one answered, and ends its draft', () => {
  const message = view('m2', { parentId: messageId('m1'), content: 'old', attachments: [file] })

  expect(rewordMessage({ message, messageId: messageId('m9'), content: 'new', now: 7 })).toEqual({
    kind: 'message.append',
    message: {
      id: 'm9',
      chatId: 'c1',
      parentId: 'm1',
      role: 'user',
      content: 'new',
      timestamp: 7,
      attachments: [file],
    },
    fromDraft: editDraftId(messageId('m2')),
  })
})
