/** The texts that the search reads: the same is found with them and without, whatever was written since they were made. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { keepTexts } from '../../db/device/keep-texts.ts'
import { repair } from '../../db/device/repair.ts'
import { search } from '../../db/device/search.ts'
import { findInText, searchTextOf, type SearchQuery } from '../../db/device/search-text.ts'
import { createShelf, type TextShelf } from '../../db/device/text-shelf.ts'
import type { Row } from '../../db/protocol/row.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageId,
  messageRow,
  newMessage,
  pageOf,
  type TestDevice,
} from './device.ts'

const never = new AbortController().signal

const find = async ({ db }: TestDevice, query: SearchQuery, shelf?: TextShelf) => {
  const found: string[] = []
  let count = 0
  await search(db, query, {
    signal: never,
    shelf,
    onPart: ({ messages, messageCount }) => {
      found.push(...messages.map(({ message }) => `${message.id}: ${message.content}`))
      count += messageCount
    },
  })
  expect(count).toBe(found.length)
  return found
}

const keysOf = async ({ db }: TestDevice) =>
  (await db.searchBlocks.toCollection().primaryKeys()).map(String)

const QUERIES: readonly SearchQuery[] = [
  { words: ['tea'] },
  { words: ['tea', 'green'] },
  { words: ['tea'], role: 'assistant' },
  { words: ['tea'], hasCode: true },
  { words: ['tea'], hasAttachment: true },
  { words: ['tea'], from: 2003 },
]

const TEXTS = ['tea', 'green TEA', '```tea```', 'coffee', 'Téa\0green', 'green']
const FILE = { sha256: 'f'.repeat(64), name: 'a.png', mime: 'image/png', size: 1 }

/** What the server may say of one of six chats with up to 70 messages, which are two blocks. */
const rowIn = fc.record({
  chat: fc.integer({ min: 0, max: 5 }),
  position: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 60, max: 69 })),
  text: fc.constantFrom(...TEXTS),
  role: fc.constantFrom('user' as const, 'assistant' as const),
  isDeleted: fc.boolean(),
  hasFile: fc.boolean(),
})

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('rows' as const),
      rows: fc.array(rowIn, { minLength: 1, maxLength: 30 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('keep' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'append' as const,
        'trash' as const,
        'purged' as const,
        'let-go' as const,
      ),
      chat: fc.integer({ min: 0, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repair' as const) }) },
)

const id = (chat: number): string => `chat-${chat}`

const createWorld = async () => {
  const device = await createDevice()
  let revision = 0
  let cursor: string | null = null
  const show = async (rows: readonly Row[]) => {
    await device.receive(pageOf(rows, { from: cursor, to: revision }))
    cursor = String(revision)
  }
  await show([0, 1, 2, 3, 4, 5].map((chat) => chatRow(id(chat), (revision += 1))))
  let appended = 0
  const acts = {
    rows: (rows: readonly (typeof rowIn extends fc.Arbitrary<infer One> ? One : never)[]) =>
      show(
        rows.map(({ chat, position, text, role, isDeleted, hasFile }) =>
          messageRow(`m-${chat}-${position}`, {
            chatId: chatId(id(chat)),
            position,
            revision: (revision += 1),
            content: text,
            role,
            isDeleted,
            attachments: hasFile ? [FILE] : [],
          }),
        ),
      ),
    keep: () => keepTexts(device.db, never),
    append: (chat: number) =>
      device.write(newMessage(`own-${(appended += 1)}`, chatId(id(chat)), { content: 'own tea' })),
    trash: (chat: number) =>
      device.write({ kind: 'chat.set', chatId: chatId(id(chat)), field: 'deleted', value: true }),
    purged: (chat: number) =>
      show([chatRow(id(chat), (revision += 1), { isPurged: true, isDeleted: true })]),
    'let-go': (chat: number) => dropBodies(device.db, [chatId(id(chat))], 1),
    repair: async () => {
      await repair(device.db)
      cursor = null
    },
  }
  return { device, acts }
}

describe('the texts of the search', () => {
  test('never change what is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const { device, acts } = await createWorld()
        for (const one of steps)
          if (one.kind === 'rows') await acts.rows(one.rows)
          else if (one.kind === 'keep' || one.kind === 'repair') await acts[one.kind]()
          else await acts[one.kind](one.chat).catch(() => undefined)

        const withTexts = []
        const shelf = createShelf(500)
        for (const query of QUERIES) withTexts.push(await find(device, query))
        for (const [at, query] of [...QUERIES, ...QUERIES].entries())
          expect(await find(device, query, shelf)).toEqual(withTexts[at % QUERIES.length])
        await device.db.searchBlocks.clear()
        for (const [at, query] of QUERIES.entries())
          expect(withTexts[at]).toEqual(await find(device, query))
        device.db.close()
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  test('are made of every block, and only where there is none', async () => {
    const device = await createDevice()
    await device.holdChat('a', 70)
    await device.holdChat('b', 1)

    await keepTexts(device.db, never)
    expect(await keysOf(device)).toEqual(['a,0', 'a,1', 'b,0'])

    const { cursor } = (await device.db.sync.get('sync')) ?? { cursor: null }
    await device.receive(
      pageOf(
        [
          messageRow('a-m69', {
            chatId: chatId('a'),
            position: 69,
            revision: 500,
            isDeleted: true,
          }),
        ],
        { from: cursor, to: 500 },
      ),
    )
    expect(await keysOf(device)).toEqual(['a,0', 'b,0'])
    await keepTexts(device.db, never)
    expect(await keysOf(device)).toEqual(['a,0', 'a,1', 'b,0'])
  })

  test('go with the blocks of a chat whose text is let go of, or that is erased', async () => {
    const device = await createDevice()
    for (const one of ['a', 'b', 'c']) await device.holdChat(one, 2)
    await keepTexts(device.db, never)

    await dropBodies(device.db, [chatId('a')], 1)
    expect(await keysOf(device)).toEqual(['b,0', 'c,0'])
    const { cursor } = (await device.db.sync.get('sync')) ?? { cursor: null }
    await device.receive(
      pageOf([chatRow('b', 900, { isPurged: true, isDeleted: true })], { from: cursor, to: 900 }),
    )
    expect(await keysOf(device)).toEqual(['c,0'])
    await repair(device.db)
    expect(await keysOf(device)).toEqual([])
  })

  test('tell messages apart whatever is in them', () => {
    const messages = ['tea\0green', 'tea', 'green'].map((content, position) =>
      messageRow(`m${position}`, { chatId: chatId('a'), position, revision: 1, content }),
    )
    const text = searchTextOf({ chatId: chatId('a'), index: 0, messages })

    expect(findInText(text, { words: ['tea'] })).toEqual([0, 1])
    expect(findInText(text, { words: ['green'] })).toEqual([0, 2])
  })

  test('tell what a search is narrowed to', () => {
    const row = (position: number, more: Partial<Parameters<typeof messageRow>[1]>) =>
      messageRow(`m${position}`, {
        chatId: chatId('a'),
        position,
        revision: 1,
        content: 'tea',
        ...more,
      })
    const text = searchTextOf({
      chatId: chatId('a'),
      index: 0,
      messages: [
        row(0, { attachments: [FILE] }),
        row(1, { role: 'assistant' }),
        row(2, { content: '```tea```' }),
        row(3, { isDeleted: true, attachments: [FILE] }),
      ],
    })

    expect(findInText(text, { words: ['tea'] })).toEqual([0, 1, 2])
    expect(findInText(text, { words: ['tea'], hasAttachment: true })).toEqual([0])
    expect(findInText(text, { words: ['tea'], role: 'assistant' })).toEqual([1])
    expect(findInText(text, { words: ['tea'], hasCode: true })).toEqual([2])
    expect(findInText(text, { words: ['tea'], from: 2001 })).toEqual([1, 2])
  })

  test('stand behind what was written here since', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('a', 3)
    await keepTexts(device.db, never)
    await device.write({
      kind: 'message.set',
      chatId: chat,
      messageId: messageId('a-m1'),
      field: 'deleted',
      value: true,
    })

    expect(await find(device, { words: ['content'] })).toEqual([
      'a-m2: Content of a-m2',
      'a-m0: Content of a-m0',
    ])
  })

  test('give only so many messages as are wanted, and count the others', async () => {
    const device = await createDevice()
    await device.holdChat('a', 70)
    await keepTexts(device.db, never)
    const given: string[] = []
    let count = 0

    await search(
      device.db,
      { words: ['content'] },
      {
        signal: never,
        most: 3,
        onPart: ({ messages, messageCount }) => {
          given.push(...messages.map(({ message }) => message.id))
          count += messageCount
        },
      },
    )

    expect(given).toEqual(['a-m69', 'a-m68', 'a-m67'])
    expect(count).toBe(70)
  })
})

describe('a shelf of texts', () => {
  const textsOf = (...names: readonly string[]) =>
    new Map(
      names.map((name, index) => {
        const messages = [messageRow(name, { chatId: chatId('a'), position: 0, revision: 1 })]
        return [name, searchTextOf({ chatId: chatId('a'), index, messages })]
      }),
    )

  test('does not keep what was read before a block was written, or while it was', () => {
    const shelf = createShelf()
    shelf.put(shelf.moment(), textsOf('early'))
    const moment = shelf.moment()
    shelf.forget()
    shelf.put(moment, textsOf('meanwhile'))
    shelf.put(shelf.moment(), textsOf('late'))

    expect(['early', 'meanwhile', 'late'].map((name) => shelf.get(name) !== undefined)).toEqual([
      false,
      false,
      true,
    ])
  })

  test('holds no more letters than it may', () => {
    const [[name, text] = ['', undefined]] = textsOf('one')
    const shelf = createShelf((text?.text.length ?? 0) * 2)
    shelf.put(shelf.moment(), textsOf(name, 'two', 'six'))

    expect(['one', 'two', 'six'].filter((one) => shelf.get(one) !== undefined)).toHaveLength(2)
    shelf.forget()
    shelf.put(shelf.moment(), textsOf('six'))
    expect(shelf.get('six')).toBeDefined()
  })
})
