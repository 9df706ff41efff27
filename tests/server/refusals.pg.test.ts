/** One bad change is refused by itself: it stops what depends on it, and nothing else. */

import { describe, expect, test } from 'vitest'
import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { putAttachment } from '../../db/server/attachments.ts'
import { type Current, onBoth } from './both-databases.ts'
import {
  append,
  chatCreate,
  chatSet,
  createPen,
  createTwin,
  findMessage,
  id,
  NOON,
  outcomes,
} from './pen.ts'

const parked = (db: Current) => {
  test('[N3] a refused message takes what answers it with it, and leaves the rest alone', async () => {
    const pen = createPen(db)
    const [chat, broken, good] = [id(), id(), id()]

    const reply = await pen.send([
      pen.change(chatCreate(chat)),
      pen.change(append(chat, broken, { content: 'x'.repeat(MAX_CONTENT_BYTES + 1) })),
      pen.change(append(chat, id(), { parentId: broken })),
      pen.change(append(chat, good)),
      pen.change(append(chat, id(), { parentId: good })),
      pen.change(append(id(), id())),
    ])

    expect(outcomes(reply)).toEqual([
      'applied',
      'too_large',
      'needs_parent',
      'applied',
      'applied',
      'needs_parent',
    ])
    expect(findMessage(pen, good).position).toBe(0)
    expect(outcomes(await pen.send([pen.change(chatCreate(id()))]))).toEqual(['applied'])
  })

  test('what is not of the agreed form is refused by item', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])

    const reply = await pen.send([
      pen.change({}),
      pen.change({ kind: 7 }),
      pen.change({ kind: 'chat.create', chat: 'no chat' }),
      pen.change(chatSet(chat, 'title', 7)),
      pen.change(chatSet(chat, 'pinned', 'yes')),
      pen.change(append(chat, 'not an id!')),
      pen.change(append(chat, id(), { role: 'robot' })),
      pen.change(append(chat, id(), { content: 'U+0000: \u0000' })),
      pen.change(append(chat, id(), { content: 'half: \ud83d' })),
      pen.change(append(chat, id(), { metadata: { deep: ['\u0000'] } })),
      pen.change(append(chat, id(), { metadata: { '\u0000': 1 } })),
      pen.change(chatCreate(id(), 'x'.repeat(501))),
      pen.change({ kind: 'void' }),
    ])

    expect(outcomes(reply)).toEqual([...Array.from({ length: 12 }, () => 'invalid'), 'applied'])
    expect(reply.results[3]?.fault?.message).toContain('value')
    expect(reply.pushed).toBe(0)
  })

  test('changes of rows that are not here are refused', async () => {
    const pen = createPen(db)
    const base = null

    const reply = await pen.send([
      pen.change(chatSet(id(), 'title', 'x')),
      pen.change({ kind: 'folder.set', folderId: id(), field: 'name', value: 'x', base }),
      pen.change({ kind: 'message.set', messageId: id(), field: 'deleted', value: true, base }),
    ])

    expect(outcomes(reply)).toEqual(['needs_parent', 'needs_parent', 'needs_parent'])
  })

  test('[I1] a message that exists is a duplicate, and its id with another content is refused', async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]
    await pen.send([pen.change(chatCreate(chat)), pen.change(append(chat, message))])

    const reply = await pen.send([
      pen.change(append(chat, message)),
      pen.change(append(chat, message, { content: 'another' })),
      pen.change(append(chat, message, { role: 'assistant' })),
      pen.change(chatCreate(chat, 'another')),
    ])

    expect(outcomes(reply)).toEqual(['duplicate', 'id_reuse', 'id_reuse', 'duplicate'])
    expect(reply.results[0]?.revision).toBe(2)
    expect(reply.results[3]?.revision).toBe(1)
  })

  test('[T1] a date that no calendar has is stored as the nearest one', async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]

    const reply = await pen.send([
      pen.change(chatCreate(chat)),
      pen.change(append(chat, message, { timestamp: -8_640_000_000_000_000 })),
      pen.change(append(chat, id(), { timestamp: 8_640_000_000_000_000 })),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'applied', 'applied'])
    expect(findMessage(pen, message).timestamp).toBe(-62_135_596_800_000)
  })
}

const held = (db: Current) => {
  test('a message whose file has not arrived is held, takes no number, and stops what is behind it', async () => {
    const pen = createPen(db)
    const chat = id()
    const sha256 = 'a'.repeat(64)
    const attachments = [{ sha256, name: 'cat.png', mime: 'image/png', size: 3 }]
    const changes = [
      pen.change(chatCreate(chat)),
      pen.change(append(chat, id(), { attachments })),
      pen.change(append(chat, id())),
    ]

    const reply = await pen.send(changes)
    expect(outcomes(reply)).toEqual(['applied', 'needs_attachment'])
    expect(reply.results[1]?.fault?.sha256).toEqual([sha256])
    const bytes = Buffer.from('cat')
    const { userId } = pen
    await putAttachment(db(), { userId, sha256, mime: 'image/png', bytes, now: NOON })

    expect(outcomes(await pen.send(changes))).toEqual(['duplicate', 'applied', 'applied'])
  })

  test('a file of another person is none of mine', async () => {
    const [one, other] = [createPen(db), createPen(db)]
    const sha256 = 'b'.repeat(64)
    const bytes = Buffer.from('cat')
    const { userId } = other
    await putAttachment(db(), { userId, sha256, mime: 'image/png', bytes, now: NOON })
    const chat = id()
    const attachments = [{ sha256, name: 'cat.png', mime: 'image/png', size: 3 }]

    const reply = await one.send([
      one.change(chatCreate(chat)),
      one.change(append(chat, id(), { attachments })),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'needs_attachment'])
  })

  test('[U1] what only a newer version means is held, not refused', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const newer = [
      { kind: 'chat.colour', chatId: chat },
      chatSet(chat, 'colour', 'red'),
      { kind: 'restore', row: { entity: 'sticker', id: id() } },
    ]

    for (const one of newer) {
      const reply = await pen.send([pen.change(one), pen.change(chatCreate(id()))])
      pen.seq -= 2
      expect(outcomes(reply)).toEqual(['unsupported'])
    }
    expect(outcomes(await pen.send([pen.change(chatCreate(id()))]))).toEqual(['applied'])
    expect((await createTwin(db, pen)).rows.size).toBe(2)
  })

  test('still counts among what its device has to send, unlike what was taken with it', async () => {
    const pen = createPen(db)
    const newer = { kind: 'chat.colour', chatId: id() }

    const reply = await pen.send(
      [pen.change(chatCreate(id())), pen.change(newer), pen.change(chatCreate(id()))],
      { pending: 3 },
    )

    expect(reply.status.devices).toMatchObject([{ pending: 2 }])
  })
}

onBoth((db) => {
  describe('a change that is parked', () => {
    parked(db)
  })
  describe('a change that is held', () => {
    held(db)
  })
})
