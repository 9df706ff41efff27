/** What a device brings back after the server lost it: whole where it is missing, merged where it is not. */

import { describe, expect, test } from 'vitest'
import type { Row } from '../../db/protocol/row.ts'
import { type Current, onBoth } from './both-databases.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  findChat,
  findMessage,
  id,
  NOON,
  outcomes,
  type Pen,
} from './pen.ts'

const MINUTE = 60_000

/** The rows of a pen in the order in which a device sends them: folders, chats, messages, conflicts. */
const restoresOf = (pen: Pen, from: Pen) => {
  const order = ['folder', 'chat', 'message', 'conflict']
  const positionOf = (row: Row) => (row.entity === 'message' ? row.position : 0)
  return [...from.rows.values()]
    .toSorted(
      (a, b) => order.indexOf(a.entity) - order.indexOf(b.entity) || positionOf(a) - positionOf(b),
    )
    .map((row) => pen.change({ kind: 'restore', row }))
}

const missing = (db: Current) => {
  test('[N1] every row comes back as it was, under new revisions, and once from two devices', async () => {
    const old = createPen(db)
    const [folderId, chat, message] = [id(), id(), id()]
    await old.send([
      old.change({ kind: 'folder.create', folder: { id: folderId, name: 'work' } }),
      old.change(chatCreate(chat, 'a chat')),
      old.change(chatSet(chat, 'title', 'renamed'), NOON - MINUTE),
      old.change(append(chat, message, { model: 'm', metadata: { a: 1 } })),
      old.change(append(chat, id(), { parentId: message })),
    ])
    const other = await createTwin(db, old)
    await other.send([other.change(chatSet(chat, 'title', 'lost'), NOON - 2 * MINUTE)])
    await old.pull()
    const one = createPen(db)

    const first = await one.send(restoresOf(one, old))
    const again = createPen(db, one.userId)
    const second = await again.send(restoresOf(again, old))

    expect(new Set(outcomes(first))).toEqual(new Set(['applied']))
    expect(new Set(outcomes(second))).toEqual(new Set(['duplicate']))
    expect(second.pushed).toBe(0)
    const fresh = await createTwin(db, one)
    const bare = (pen: Pen) =>
      [...pen.rows.values()]
        .map(
          (row) =>
            JSON.parse(
              JSON.stringify(row, (key, value: unknown) => (key === 'revision' ? 0 : value)),
            ) as unknown,
        )
        .map((row) => JSON.stringify(row))
        .toSorted()
    expect(bare(fresh)).toEqual(bare(old))
  })

  test('a message without its chat is refused, one without its parent comes back', async () => {
    const old = createPen(db)
    const [chat, parent, child] = [id(), id(), id()]
    await old.send([
      old.change(chatCreate(chat)),
      old.change(append(chat, parent)),
      old.change(append(chat, child, { parentId: parent })),
    ])
    const pen = createPen(db)

    const reply = await pen.send([
      pen.change({ kind: 'restore', row: findMessage(old, child) }),
      pen.change({ kind: 'restore', row: findChat(old, chat) }),
      pen.change({ kind: 'restore', row: findMessage(old, child) }),
      pen.change({ kind: 'restore', row: findMessage(old, parent) }),
    ])

    expect(outcomes(reply)).toEqual(['needs_parent', 'applied', 'applied', 'applied'])
    expect(findMessage(pen, child).position).toBe(0)
    expect(findMessage(pen, parent).position).toBe(1)
  })
}

const merging = (db: Current) => {
  /** One history that a server lost the end of, as an older device and a newer one have it. */
  const start = async () => {
    const old = createPen(db)
    const chat = id()
    await old.send([old.change(chatCreate(chat, 'zero'))])
    const first = old.change(chatSet(chat, 'title', 'first'), NOON - 3 * MINUTE)
    await old.send([first])
    const before = findChat(old, chat)
    const second = old.change(chatSet(chat, 'title', 'second', { base: first.changeId }))
    await old.send([second])
    return { chat, before, after: findChat(old, chat) }
  }

  test('[K1] a value that replaced the one that stands comes back without a conflict, in both orders', async () => {
    const { before, after } = await start()
    const [one, two] = [createPen(db), createPen(db)]

    const up = await one.send([before, after].map((row) => one.change({ kind: 'restore', row })))
    const down = await two.send([after, before].map((row) => two.change({ kind: 'restore', row })))

    expect(outcomes(up)).toEqual(['applied', 'applied'])
    expect(outcomes(down)).toEqual(['applied', 'duplicate'])
    expect(findChat(one, after.id).title).toBe('second')
    expect(findChat(two, after.id).title).toBe('second')
    expect([...conflictsOf(one), ...conflictsOf(two)]).toEqual([])
  })

  test('[K1] of two values of which neither replaced the other the later stands and the other is kept', async () => {
    const { chat, before } = await start()
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(chat, 'zero'))])
    await pen.send([pen.change(chatSet(chat, 'title', 'since the restore'))])

    const reply = await pen.send([pen.change({ kind: 'restore', row: before })])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(pen, chat).title).toBe('since the restore')
    expect(conflictsOf(pen)).toMatchObject([{ lost: { value: 'first' } }])
  })

  test('[K1] the same losing value from two devices leaves one record, as it was first recorded', async () => {
    const { chat, before } = await start()
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(chat, 'zero'))])
    await pen.send([pen.change(chatSet(chat, 'title', 'since the restore'))])
    await pen.send([pen.change({ kind: 'restore', row: before })])
    const recorded = conflictsOf(pen)
    const again = createPen(db, pen.userId)
    await again.pull()

    await again.send([again.change({ kind: 'restore', row: before })])

    expect(conflictsOf(again)).toEqual(recorded)
    expect(again.cursor).toBe(String(again.seen?.revision))
  })

  test('[D1] a deletion comes back with the chat, and a restored message does not undo it', async () => {
    const old = createPen(db)
    const [chat, message] = [id(), id()]
    await old.send([old.change(chatCreate(chat)), old.change(append(chat, message))])
    await old.send([old.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])
    const pen = createPen(db)

    await pen.send([
      pen.change({ kind: 'restore', row: findChat(old, chat) }),
      pen.change({ kind: 'restore', row: findMessage(old, message) }),
    ])

    expect(findChat(pen, chat)).toMatchObject({ isDeleted: true, deletedAt: NOON })
    expect(findMessage(pen, message).isDeleted).toBe(false)
  })

  test('[D1] a deletion that comes back does not take messages with it that it never saw', async () => {
    const old = createPen(db)
    const [chat, message] = [id(), id()]
    await old.send([old.change(chatCreate(chat)), old.change(append(chat, message))])
    const before = findChat(old, chat)
    await old.send([old.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])
    const pen = createPen(db)
    await pen.send([
      pen.change({ kind: 'restore', row: before }),
      pen.change({ kind: 'restore', row: findMessage(old, message) }),
      pen.change(append(chat, id())),
    ])

    await pen.send([pen.change({ kind: 'restore', row: findChat(old, chat) })])

    expect(findChat(pen, chat).isDeleted).toBe(false)
    expect(conflictsOf(pen)).toMatchObject([
      { field: 'deleted', kept: { value: false }, lost: { value: true } },
    ])
  })

  test('[D1] a message that comes back after a deletion which never saw it undoes that', async () => {
    const old = createPen(db)
    const [chat, seen, unseen] = [id(), id(), id()]
    await old.send([old.change(chatCreate(chat)), old.change(append(chat, seen))])
    await old.send([old.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])
    const deleted = findChat(old, chat)
    await old.send([old.change(append(chat, unseen))])
    const pen = createPen(db)

    for (const row of [deleted, findMessage(old, seen), findMessage(old, unseen)])
      await pen.send([pen.change({ kind: 'restore', row })])

    expect(findChat(pen, chat).isDeleted).toBe(false)
    expect(conflictsOf(pen)).toHaveLength(1)
  })

  test('a message that the server has grows to what the device saw of it', async () => {
    const old = createPen(db)
    const [chat, message] = [id(), id()]
    const set = { kind: 'message.set', messageId: message, base: null }
    await old.send([
      old.change(chatCreate(chat)),
      old.change(append(chat, message, { status: 'streaming', content: 'He' })),
    ])
    const short = { chat: findChat(old, chat), message: findMessage(old, message) }
    await old.send([
      old.change({ ...set, field: 'content', value: 'Hello' }),
      old.change({ ...set, field: 'status', value: 'complete' }),
    ])
    const pen = createPen(db)
    await pen.send([
      pen.change({ kind: 'restore', row: short.chat }),
      pen.change({ kind: 'restore', row: short.message }),
    ])

    const reply = await pen.send([
      pen.change({ kind: 'restore', row: findMessage(old, message) }),
      pen.change({ kind: 'restore', row: short.message }),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'duplicate'])
    expect(findMessage(pen, message)).toMatchObject({ content: 'Hello', status: 'complete' })
  })

  test('[T1] a restored clock from the future counts as now, and unknown fields have none', async () => {
    const { after } = await start()
    const clock = { at: NOON * 2, deviceId: 'd', changeId: 'c', revision: 9 }
    const pen = createPen(db)

    await pen.send([
      pen.change({ kind: 'restore', row: { ...after, clocks: { title: clock, colour: clock } } }),
    ])

    expect(findChat(pen, after.id).clocks).toEqual({
      title: { at: NOON, deviceId: 'd', changeId: 'c', revision: 1 },
    })
  })
}

onBoth((db) => {
  describe('a row that is missing', () => {
    missing(db)
  })
  describe('a row that is here', () => {
    merging(db)
  })
})
