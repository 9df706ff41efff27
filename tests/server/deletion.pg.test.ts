/** Deletion, purge and what comes for a chat that is gone. */

import { describe, expect, test } from 'vitest'
import { type Current, onBoth } from './both-databases.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  findChat,
  id,
  NOON,
  outcomes,
} from './pen.ts'

/** A chat with one message, on two devices. */
const start = async (db: Current) => {
  const one = createPen(db)
  const [chat, message] = [id(), id()]
  await one.send([one.change(chatCreate(chat)), one.change(append(chat, message))])
  const two = await createTwin(db, one)
  return { one, two, chat, message }
}

const trash = (db: Current) => {
  test('[D1] a deletion that saw every message holds on every device', async () => {
    const { one, two, chat } = await start(db)

    const reply = await one.send([one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])
    await two.pull()

    expect(outcomes(reply)).toEqual(['applied'])
    expect(findChat(two, chat)).toMatchObject({ isDeleted: true, deletedAt: NOON })
    expect(conflictsOf(two)).toEqual([])
  })

  test('[D1] a deletion counts the messages that its own device appended in the same batch', async () => {
    const { one, chat } = await start(db)

    const reply = await one.send([
      one.change(append(chat, id())),
      one.change(chatSet(chat, 'deleted', true, { seenMessages: 2 })),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'applied'])
    expect(findChat(one, chat).isDeleted).toBe(true)
  })

  test('[D1] a deletion does not count a message that was refused before it in the same batch', async () => {
    const { one, two, chat } = await start(db)
    await two.send([two.change(append(chat, id()))])
    const refused = one.change(append(chat, id(), { parentId: id() }))
    const deletion = one.change(chatSet(chat, 'deleted', true, { seenMessages: 2 }))

    const reply = await one.send([refused, deletion])

    expect(outcomes(reply)).toEqual(['needs_parent', 'conflict'])
    expect(findChat(one, chat).isDeleted).toBe(false)
  })

  test('[D1] nor one whose refusal is told once more', async () => {
    const { one, two, chat } = await start(db)
    await two.send([two.change(append(chat, id()))])
    const refused = one.change(append(chat, id(), { parentId: id() }))
    await one.send([refused])
    const deletion = one.change(chatSet(chat, 'deleted', true, { seenMessages: 2 }))

    const reply = await one.send([refused, deletion])

    expect(outcomes(reply)).toEqual(['needs_parent', 'conflict'])
    expect(findChat(one, chat).isDeleted).toBe(false)
  })

  test('[D1] a message that came before a deletion which had not seen it keeps the chat', async () => {
    const { one, two, chat } = await start(db)
    await two.send([two.change(append(chat, id()))])
    const deletion = one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))

    const reply = await one.send([deletion])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(one, chat)).toMatchObject({ isDeleted: false, deletedAt: null })
    expect(reply.results[0]?.revision).toBe(findChat(one, chat).revision)
    expect(conflictsOf(one)).toMatchObject([
      { field: 'deleted', kept: { value: false }, lost: { value: true } },
    ])
    expect(conflictsOf(one)[0]).toMatchObject({ lostChangeId: deletion.changeId })
  })

  test('[D1] a deletion that is an answer asks once more where it had not seen a message', async () => {
    const { one, two, chat } = await start(db)
    await two.send([two.change(append(chat, id()))])
    const deletion = chatSet(chat, 'deleted', true, { seenMessages: 1 })

    const reply = await one.send([one.change({ ...deletion, resolves: id() })])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(one, chat).isDeleted).toBe(false)
    expect(conflictsOf(one)).toMatchObject([{ field: 'deleted', resolvedAt: null, choice: null }])
  })

  test('[D1] and so does one of a chat that an answer brought back', async () => {
    const { one, two, chat } = await start(db)
    const gone = one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))
    const back = chatSet(chat, 'deleted', false, { base: gone.changeId })
    await one.send([gone, one.change({ ...back, resolves: id() })])
    await two.send([two.change(append(chat, id()))])

    await one.send([one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])

    expect(findChat(one, chat).isDeleted).toBe(false)
    expect(conflictsOf(one)).toMatchObject([{ field: 'deleted', resolvedAt: null, choice: null }])
  })

  test('[D1] a message that comes after the deletion brings the chat back and says so', async () => {
    const { one, two, chat } = await start(db)
    const deletion = one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))
    await one.send([deletion])
    const message = two.change(append(chat, id()))

    const reply = await two.send([message])

    expect(outcomes(reply)).toEqual(['applied'])
    expect(findChat(two, chat)).toMatchObject({
      isDeleted: false,
      deletedAt: null,
      clocks: { deleted: { changeId: message.changeId, previous: deletion.changeId } },
    })
    expect(conflictsOf(two)).toMatchObject([
      { field: 'deleted', kept: { value: false }, lostChangeId: deletion.changeId },
    ])
  })

  test('[D1] a deletion that does not say what it saw hides no message', async () => {
    const { one, chat } = await start(db)

    expect(outcomes(await one.send([one.change(chatSet(chat, 'deleted', true))]))).toEqual([
      'conflict',
    ])
    expect(findChat(one, chat).isDeleted).toBe(false)
  })

  test('[D1] an undone deletion is a chat like before', async () => {
    const { one, chat } = await start(db)
    const deletion = one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))
    await one.send([deletion])

    await one.send([one.change(chatSet(chat, 'deleted', false, { base: deletion.changeId }))])

    expect(findChat(one, chat)).toMatchObject({ isDeleted: false, deletedAt: null })
    expect(conflictsOf(one)).toEqual([])
  })

  test('a chat in the trash may be renamed and stays there', async () => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, 'deleted', true, { seenMessages: 1 }))])

    const reply = await two.send([two.change(chatSet(chat, 'title', 'renamed'))])

    expect(outcomes(reply)).toEqual(['applied'])
    expect(findChat(two, chat)).toMatchObject({ title: 'renamed', isDeleted: true })
  })
}

const purge = (db: Current) => {
  test('[D1] a purge leaves the id alone, and takes messages and conflicts with it', async () => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, 'title', 'early'), NOON - 1000)])
    await two.send([two.change(chatSet(chat, 'title', 'late'))])

    const reply = await one.send([one.change({ kind: 'chat.purge', chatId: chat })])
    await two.pull()

    expect(outcomes(reply)).toEqual(['applied'])
    expect(findChat(two, chat)).toMatchObject({
      isPurged: true,
      isDeleted: true,
      title: '',
      clocks: {},
    })
    const fresh = createPen(db, one.userId)
    await fresh.pull({ cursor: '0' })
    expect([...fresh.rows.keys()]).toEqual([`chat:${chat}`])
  })

  test('[D1] nothing comes back into a purged chat', async () => {
    const { one, two, chat, message } = await start(db)
    await one.pull()
    const chatRow = findChat(two, chat)
    const messageRow = two.rows.get(`message:${message}`)
    await one.send([one.change({ kind: 'chat.purge', chatId: chat })])

    const reply = await two.send([
      two.change(append(chat, id())),
      two.change(chatSet(chat, 'title', 'back')),
      two.change(chatCreate(chat)),
      two.change({ kind: 'restore', row: chatRow }),
      two.change({ kind: 'restore', row: messageRow }),
      two.change({ kind: 'chat.purge', chatId: chat }),
    ])

    expect(outcomes(reply)).toEqual(['purged', 'purged', 'purged', 'purged', 'purged', 'duplicate'])
  })

  test('[D1] a purge in the batch that wrote the chat leaves nothing of it', async () => {
    const pen = createPen(db)
    await pen.pull()
    const [chat, message] = [id(), id()]

    const reply = await pen.send([
      pen.change(chatCreate(chat, 'secret')),
      pen.change(append(chat, message)),
      pen.change({ kind: 'chat.purge', chatId: chat }),
      pen.change(append(chat, id(), { parentId: message })),
    ])

    expect(outcomes(reply)).toEqual(['applied', 'applied', 'applied', 'purged'])
    expect([...pen.rows.keys()]).toEqual([`chat:${chat}`])
    expect(findChat(pen, chat)).toMatchObject({ title: '', isPurged: true })
  })

  test('[D1] a purge that the server forgot is done again by a device that remembers', async () => {
    const { one, two, chat, message } = await start(db)
    await one.send([one.change({ kind: 'chat.purge', chatId: chat })])
    const purged = findChat(one, chat)
    const pen = createPen(db)
    await pen.send([
      pen.change({ kind: 'restore', row: findChat(two, chat) }),
      pen.change({ kind: 'restore', row: two.rows.get(`message:${message}`) }),
    ])

    const reply = await pen.send([pen.change({ kind: 'restore', row: purged })])

    expect(outcomes(reply)).toEqual(['applied'])
    const fresh = createPen(db, pen.userId)
    await fresh.pull({ cursor: '0' })
    expect([...fresh.rows.values()]).toMatchObject([{ id: chat, isPurged: true, title: '' }])
  })

  test('[D1] a purge of a chat that the server lost keeps it from being restored', async () => {
    const { two, chat } = await start(db)
    const chatRow = findChat(two, chat)
    const pen = createPen(db)
    await pen.send([pen.change({ kind: 'chat.purge', chatId: chat })])

    const reply = await pen.send([pen.change({ kind: 'restore', row: chatRow })])

    expect(outcomes(reply)).toEqual(['purged'])
  })
}

onBoth((db) => {
  describe('the trash', () => {
    trash(db)
  })
  describe('a purge', () => {
    purge(db)
  })
})
