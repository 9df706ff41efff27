/** The search: finds every living word on the device, as it is now, in the order of the list. */

import { describe, expect, test } from 'vitest'
import { search, type SearchPart } from '../../db/device/search.ts'
import type { SearchQuery } from '../../db/device/search-text.ts'
import { readWords } from '../../db/device/search-words.ts'
import { readTitles } from '../../db/device/titles.ts'
import type { ChatRow } from '../../db/protocol/chat.ts'
import {
  chatId,
  chatRow,
  createDevice,
  folderId,
  messageId,
  messageRow,
  newMessage,
  pageOf,
  type TestDevice,
} from './device.ts'

const CHAT = chatId('chat-1')

const find = async (
  { db }: TestDevice,
  typed: string,
  narrow: Omit<SearchQuery, 'words'> = {},
): Promise<{ readonly chats: readonly string[]; readonly messages: readonly string[] }> => {
  const parts: SearchPart[] = []
  await search(
    db,
    { words: readWords(typed), ...narrow },
    {
      signal: new AbortController().signal,
      onPart: (part) => parts.push(part),
    },
  )
  const last = parts.at(-1)
  expect(last?.searched).toBe(last?.of)
  return {
    chats: parts.flatMap(({ chats }) => chats.map(({ id }) => id)),
    messages: parts.flatMap(({ messages }) => messages.map(({ message }) => message.id)),
  }
}

/** Chats of one message each, the first the newest; a message is called as its text begins. */
const holdTexts = async (device: TestDevice, texts: readonly string[]): Promise<void> => {
  const rows = texts.flatMap((content, at) => {
    const id = `chat-${at}`
    const timestamp = 1_000_000 - at * 1000
    return [
      chatRow(id, at * 2 + 1, { timestamp, title: `Title ${at}` }),
      messageRow(content.split(' ')[0] ?? '', {
        chatId: chatId(id),
        revision: at * 2 + 2,
        position: 0,
        timestamp,
        content,
      }),
    ]
  })
  await device.receive(pageOf(rows, { from: null, to: rows.length }))
}

describe('a search', () => {
  test('finds what has all words, in any order, case, accent and script', async () => {
    const device = await createDevice()
    await holdTexts(device, [
      'one A crème brûlée for two',
      'two Ein Café in Köln, ＦＵＬＬ width',
      'three 東京で寿司を食べる',
      'four مرحبا بالعالم',
      'five Привет, мир',
      'six "exact phrase here" and more',
    ])

    expect((await find(device, 'BRULEE creme')).messages).toEqual(['one'])
    expect((await find(device, 'cafe koln full')).messages).toEqual(['two'])
    expect((await find(device, '寿司')).messages).toEqual(['three'])
    expect((await find(device, 'بالعالم')).messages).toEqual(['four'])
    expect((await find(device, 'ПРИВЕТ')).messages).toEqual(['five'])
    expect((await find(device, '"exact phrase"')).messages).toEqual(['six'])
    expect((await find(device, '"phrase exact"')).messages).toEqual([])
    expect((await find(device, 'brulee koln')).messages).toEqual([])
  })

  test('is in the order of the list, and tells a chat by its title', async () => {
    const device = await createDevice()
    await holdTexts(device, ['a tea', 'b coffee', 'c tea', 'd tea'])

    expect((await find(device, 'tea')).messages).toEqual(['a', 'c', 'd'])
    expect((await find(device, 'title 2')).chats).toEqual(['chat-2'])
    expect((await find(device, 'title')).chats).toEqual(['chat-0', 'chat-1', 'chat-2', 'chat-3'])
  })

  test('sees what is written, and nothing that was deleted, edited away or put in the trash', async () => {
    const device = await createDevice()
    await holdTexts(device, ['a tea', 'b tea'])
    await device.write(newMessage('mine', chatId('chat-1'), { content: 'more tea, unsent' }))
    expect((await find(device, 'tea')).messages).toEqual(['a', 'mine', 'b'])

    await device.write({
      kind: 'message.set',
      chatId: chatId('chat-0'),
      messageId: messageId('a'),
      field: 'deleted',
      value: true,
    })
    expect((await find(device, 'tea')).messages).toEqual(['mine', 'b'])

    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'deleted', value: true })
    expect(await find(device, 'tea')).toEqual({ chats: [], messages: [] })
    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'deleted', value: false })
    expect((await find(device, 'tea')).messages).toEqual(['mine', 'b'])
  })

  test('is narrowed by who wrote, since when, and code', async () => {
    const device = await createDevice()
    await holdTexts(device, ['a tea ```js```', 'b tea', 'c tea'])
    await device.write(newMessage('d', chatId('chat-2'), { content: 'tea', role: 'assistant' }))

    expect((await find(device, 'tea', { role: 'assistant' })).messages).toEqual(['d'])
    expect((await find(device, 'tea', { hasCode: true })).messages).toEqual(['a'])
    expect((await find(device, 'tea', { from: 999_000, role: 'user' })).messages).toEqual([
      'a',
      'b',
    ])
    expect((await find(device, 'title', { role: 'user' })).chats).toEqual([])
  })

  test('reads every chat once, however many and long they are', async () => {
    const device = await createDevice()
    const rows = Array.from({ length: 300 }, (_, at) => [
      chatRow(`chat-${at}`, at * 100 + 1, { timestamp: 1_000_000 - at }),
      ...Array.from({ length: at === 7 ? 90 : 1 }, (_gone, position) =>
        messageRow(`m-${at}-${position}`, {
          chatId: chatId(`chat-${at}`),
          revision: at * 100 + position + 2,
          position,
          timestamp: 1_000_000 - at,
          content: 'needle',
        }),
      ),
    ])
    await device.receive(pageOf(rows.flat(), { from: null, to: 30_000 }))

    const { messages } = await find(device, 'needle')

    expect(messages).toHaveLength(299 + 90)
    expect(new Set(messages).size).toBe(messages.length)
    expect(messages.slice(7, 10)).toEqual(['m-7-89', 'm-7-88', 'm-7-87'])
  })

  test('ends when nobody wants to know any more', async () => {
    const device = await createDevice()
    await holdTexts(
      device,
      Array.from({ length: 200 }, (_, at) => `t${at} tea`),
    )
    const stop = new AbortController()
    let parts = 0

    await search(
      device.db,
      { words: ['tea'] },
      {
        signal: stop.signal,
        onPart: () => {
          parts += 1
          stop.abort()
        },
      },
    )

    expect(parts).toBe(1)
  })
})

describe('the titles', () => {
  test('are told once each, newest first on each shelf, without the trash, however many', async () => {
    const device = await createDevice()
    const COUNT = 700
    await device.receive(
      pageOf(
        Array.from({ length: COUNT }, (_, at) =>
          // A hundred of one moment: they lie in two stretches.
          chatRow(`chat-${at}`, at + 1, {
            title: `Title ${at}`,
            timestamp: at >= 350 && at < 450 ? 1_000_000 : 2_000_000 - at * 1000,
            pinned: at === 5,
            archived: at === 6,
            isDeleted: at === 7,
          }),
        ),
        { from: null, to: COUNT },
      ),
    )
    const told: string[] = []

    await readTitles(device.db, {
      signal: new AbortController().signal,
      onPart: (titles) => told.push(...titles.map(({ title }) => title)),
    })

    expect(told.slice(0, 3)).toEqual(['Title 5', 'Title 0', 'Title 1'])
    expect(told.at(-1)).toBe('Title 6')
    expect(new Set(told).size).toBe(COUNT - 1)
    expect(told).toHaveLength(COUNT - 1)
  })
})

test('a search in folders finds what lies in them, archived too, and nothing else', async () => {
  const device = await createDevice()
  const inFolder = (id: string, revision: number, place: Partial<ChatRow>) => [
    chatRow(id, revision, { title: `tea ${id}`, timestamp: revision, ...place }),
    messageRow(`said-${id}`, {
      chatId: chatId(id),
      revision: revision + 1,
      position: 0,
      timestamp: revision,
      content: 'tea',
    }),
  ]
  const rows = [
    ...inFolder('a', 1, { folderId: folderId('work') }),
    ...inFolder('b', 3, { folderId: folderId('rust'), archived: true }),
    ...inFolder('c', 5, { folderId: folderId('home') }),
    ...inFolder('d', 7, {}),
  ]
  await device.receive(pageOf(rows, { from: null, to: 8 }))

  await expect(find(device, 'tea', { folderIds: ['work', 'rust'] })).resolves.toEqual({
    chats: ['b', 'a'],
    messages: ['said-b', 'said-a'],
  })
})
