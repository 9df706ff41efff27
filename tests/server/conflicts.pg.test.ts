/** Conflicts: causality first, then the later edit; the loser is kept, and nothing is one that is none. */

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
  type Pen,
} from './pen.ts'

const YEAR = 365 * 24 * 60 * 60 * 1000
const MINUTE = 60_000

/** Two devices of one person that both have the same chat. */
const start = async (db: Current) => {
  const one = createPen(db)
  const chat = id()
  await one.send([one.change(chatCreate(chat, 'as it was'))])
  const two = await createTwin(db, one)
  return { one, two, chat }
}

const setting = (db: Current) => {
  test('an edit on top of the current value applies, though its clock is a year behind', async () => {
    const { one, two, chat } = await start(db)
    const first = one.change(chatSet(chat, 'title', 'first'))
    await one.send([first])
    await two.pull()
    const late = NOON - YEAR
    const second = two.change(chatSet(chat, 'title', 'second', { base: first.changeId }), late)

    const reply = await two.send([second], { sentAt: NOON })

    expect(outcomes(reply)).toEqual(['applied'])
    expect(findChat(two, chat)).toMatchObject({
      title: 'second',
      clocks: { title: { changeId: second.changeId, previous: first.changeId } },
    })
    expect(findChat(two, chat).clocks['title']?.at).toBeGreaterThan(NOON - MINUTE)
    expect(conflictsOf(two)).toEqual([])
  })

  test('[K1] of two edits that did not see each other the later one stands and the other is kept', async () => {
    const { one, two, chat } = await start(db)
    const early = one.change(chatSet(chat, 'title', 'early'), NOON - 2 * MINUTE)
    const late = two.change(chatSet(chat, 'title', 'late'), NOON - MINUTE)
    await two.send([late])

    const reply = await one.send([early])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(one, chat).title).toBe('late')
    expect(conflictsOf(one)).toMatchObject([
      {
        ofEntity: 'chat',
        entityId: chat,
        field: 'title',
        kept: { value: 'late', clock: { changeId: late.changeId } },
        lost: { value: 'early', clock: { changeId: early.changeId } },
        lostChangeId: early.changeId,
        lostDeviceId: one.deviceId,
        resolvedAt: null,
      },
    ])
    expect(reply.results[0]?.revision).toBe(findChat(one, chat).revision)
  })

  test('[K1] in the other order of arrival the same value stands and the same is kept', async () => {
    const { one, two, chat } = await start(db)
    const early = one.change(chatSet(chat, 'title', 'early'), NOON - 2 * MINUTE)
    const late = two.change(chatSet(chat, 'title', 'late'), NOON - MINUTE)
    await one.send([early])

    const reply = await two.send([late])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(two, chat).title).toBe('late')
    expect(conflictsOf(two)).toMatchObject([
      { kept: { value: 'late' }, lost: { value: 'early' }, lostChangeId: early.changeId },
    ])
  })

  test('[K1] a device that has read up to a value has not thereby seen it', async () => {
    const { one, two, chat } = await start(db)
    const unsent = one.change(chatSet(chat, 'title', 'written before'), NOON - MINUTE)
    await two.send([two.change(chatSet(chat, 'title', 'read after'), NOON - 2 * MINUTE)])
    await one.pull()

    const reply = await one.send([unsent])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(findChat(one, chat).title).toBe('written before')
    expect(conflictsOf(one)).toMatchObject([{ lost: { value: 'read after' } }])
  })

  test.each([
    ['a year ahead', YEAR],
    ['a year behind', -YEAR],
  ])('[T1] a clock that is %s changes nothing of who wins', async (_, wrong) => {
    const { one, two, chat } = await start(db)
    const early = one.change(chatSet(chat, 'title', 'early'), NOON + wrong - 2 * MINUTE)
    const late = two.change(chatSet(chat, 'title', 'late'), NOON - MINUTE)
    await one.send([early], { sentAt: NOON + wrong })

    await two.send([late])

    expect(findChat(two, chat).title).toBe('late')
    expect(findChat(two, chat).clocks['title']?.at).toBe(NOON - MINUTE)
    expect(conflictsOf(two)).toMatchObject([{ lost: { clock: { at: NOON - 2 * MINUTE } } }])
  })

  test('[T1] an edit from the future counts as made now, one from before 1970 as made then', async () => {
    const { one, chat } = await start(db)
    const future = one.change(chatSet(chat, 'title', 'a'), NOON + YEAR)
    const ancient = one.change(chatSet(chat, 'pinned', true), -8_640_000_000_000_000)

    await one.send([future, ancient])

    expect(findChat(one, chat).clocks).toMatchObject({ title: { at: NOON }, pinned: { at: 0 } })
  })

  test('[K1] the same value from both is no conflict', async () => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, 'title', 'same'), NOON - MINUTE)])

    const reply = await two.send([two.change(chatSet(chat, 'title', 'same'))])

    expect(outcomes(reply)).toEqual(['applied'])
    expect(conflictsOf(two)).toEqual([])
  })

  test('[K1] edits of one device on top of each other are no conflict, in one batch or in two', async () => {
    const { one, chat } = await start(db)
    const first = one.change(chatSet(chat, 'title', 'a'))
    const second = one.change(chatSet(chat, 'title', 'b', { base: first.changeId }), NOON - YEAR)
    const third = one.change(chatSet(chat, 'title', 'c', { base: second.changeId }))

    const both = await one.send([first, second])
    const last = await one.send([third])

    expect([...outcomes(both), ...outcomes(last)]).toEqual(['applied', 'applied', 'applied'])
    expect(findChat(one, chat).title).toBe('c')
    expect(conflictsOf(one)).toEqual([])
  })

  test('edits of different fields do not meet', async () => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, 'title', 'new title'))])

    await two.send([two.change(chatSet(chat, 'pinned', true))])

    expect(findChat(two, chat)).toMatchObject({ title: 'new title', pinned: true })
    expect(conflictsOf(two)).toEqual([])
  })

  test('a row that an edit lost against still takes a new revision, so that its author gets it', async () => {
    const { one, two, chat } = await start(db)
    await two.send([two.change(chatSet(chat, 'title', 'late'))])
    const before = findChat(two, chat).revision

    const reply = await one.send([one.change(chatSet(chat, 'title', 'early'), NOON - MINUTE)])

    expect(reply.results[0]?.revision).toBe(before + 1)
    expect(findChat(one, chat).revision).toBe(before + 1)
  })
}

const resolving = (db: Current) => {
  /** One unresolved conflict on the title, on both devices. */
  const startConflict = async () => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, 'title', 'lost'), NOON - MINUTE)])
    await two.send([two.change(chatSet(chat, 'title', 'kept'))])
    await one.pull()
    const [conflict] = conflictsOf(one)
    return { one, two, chat, conflictId: conflict?.id ?? '' }
  }

  test('[K1] the same two values that meet again leave one record, not two', async () => {
    const { one, two } = await startConflict()

    expect(conflictsOf(one)).toEqual(conflictsOf(two))
    expect(conflictsOf(one)).toHaveLength(1)
  })

  test('the last answer to a conflict stands, in the order in which they arrive', async () => {
    const { one, two, conflictId } = await startConflict()
    const answer = { kind: 'conflict.resolve', conflictId }

    const first = await one.send([one.change({ ...answer, choice: 'lost' })])
    const again = await two.send([two.change({ ...answer, choice: 'lost' })])
    const second = await two.send([two.change({ ...answer, choice: 'kept' })])

    expect([first, again, second].map(outcomes)).toEqual([['applied'], ['duplicate'], ['applied']])
    expect(again.results[0]?.revision).toBe(first.results[0]?.revision)
    expect(conflictsOf(two)).toMatchObject([{ choice: 'kept', resolvedAt: NOON }])
  })

  test('an answer that is taken back leaves the conflict as it was', async () => {
    const { one, two, conflictId } = await startConflict()
    const [before] = conflictsOf(two)
    const answer = { kind: 'conflict.resolve', conflictId }

    await one.send([one.change({ ...answer, choice: 'lost' })])
    const reply = await one.send([one.change({ ...answer, choice: null })])
    await two.pull()

    expect(conflictsOf(two)).toEqual([{ ...before, revision: reply.results[0]?.revision }])
  })

  test('[K1] what loses to an answer, or makes it lose, is kept and not asked about', async () => {
    const { one, two, chat, conflictId } = await startConflict()
    const base = { base: findChat(one, chat).clocks['title']?.changeId ?? null }
    const answer = (pen: Pen, value: string, at: number) =>
      pen.change({ ...chatSet(chat, 'title', value, base), resolves: conflictId }, at)
    await two.send([two.change(chatSet(chat, 'title', 'meanwhile', base))])

    await one.send([answer(one, 'merged', NOON - 1)])
    const third = await createTwin(db, two)
    await third.send([answer(third, 'merged too', NOON + MINUTE)], { now: NOON + 2 * MINUTE })
    await two.pull()

    const records = conflictsOf(two).filter(({ id: known }) => known !== conflictId)
    expect(new Set(records.map(({ lost }) => lost.value))).toEqual(new Set(['meanwhile', 'merged']))
    expect(records).toMatchObject([
      { resolvedAt: expect.any(Number), choice: 'kept' },
      { resolvedAt: expect.any(Number), choice: 'kept' },
    ])
    expect(findChat(two, chat).title).toBe('merged too')
  })

  test.each([
    ['pinned', true, false],
    ['archived', true, false],
    ['folderId', 'folder-a', 'folder-b'],
    ['syncMode', 'cloud', 'everywhere'],
  ])('[K1] two values of %s leave a record that has its answer', async (field, early, late) => {
    const { one, two, chat } = await start(db)
    await one.send([one.change(chatSet(chat, field, early), NOON - MINUTE)])

    const reply = await two.send([two.change(chatSet(chat, field, late))])

    expect(outcomes(reply)).toEqual(['conflict'])
    expect(conflictsOf(two)).toMatchObject([
      { field, lost: { value: early }, resolvedAt: NOON, choice: 'kept' },
    ])
  })

  test('an answer to a conflict that is not here is refused', async () => {
    const pen = createPen(db)
    const answer = { kind: 'conflict.resolve', conflictId: id(), choice: 'kept' }

    expect(outcomes(await pen.send([pen.change(answer)]))).toEqual(['needs_parent'])
  })
}

const folders = (db: Current) => {
  test('[K1] a folder is made once, and its fields are judged like those of a chat', async () => {
    const one = createPen(db)
    const folderId = id()
    const make = { kind: 'folder.create', folder: { id: folderId, name: 'work' } }
    const set = { kind: 'folder.set', folderId, base: null }
    await one.send([one.change(make)])
    const two = await createTwin(db, one)
    await one.send([one.change({ ...set, field: 'name', value: 'early' }, NOON - MINUTE)])

    const reply = await two.send([
      two.change(make),
      two.change({ ...set, field: 'name', value: 'late' }),
      two.change({ ...set, field: 'parentId', value: id() }),
      two.change({ ...set, field: 'deleted', value: true }),
    ])

    expect(outcomes(reply)).toEqual(['duplicate', 'conflict', 'applied', 'applied'])
    expect(two.rows.get(`folder:${folderId}`)).toMatchObject({ name: 'late', isDeleted: true })
    expect(conflictsOf(two)).toMatchObject([{ ofEntity: 'folder', lost: { value: 'early' } }])
  })
}

const messages = (db: Current) => {
  const streaming = async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]
    await pen.send([
      pen.change(chatCreate(chat)),
      pen.change(append(chat, message, { status: 'streaming', content: 'He' })),
    ])
    return { pen, message }
  }

  const set = (
    messageId: string,
    field: string,
    ...[value, base = null]: readonly [value: unknown, base?: string | null]
  ) => ({
    kind: 'message.set',
    messageId,
    field,
    value,
    base: base === null ? null : { changeId: base },
  })

  test('a message grows while it streams, and not after', async () => {
    const { pen, message } = await streaming()
    const grown = pen.change(set(message, 'content', 'Hello'))
    const done = pen.change(set(message, 'status', 'complete'))
    const late = pen.change(set(message, 'content', 'Hello again', grown.changeId))
    const again = pen.change(set(message, 'status', 'complete', done.changeId))
    const back = pen.change(set(message, 'status', 'streaming', done.changeId))

    const reply = await pen.send([grown, done, late, again, back])

    expect(outcomes(reply)).toEqual(['applied', 'applied', 'invalid', 'applied', 'invalid'])
    expect(pen.rows.get(`message:${message}`)).toMatchObject({
      content: 'Hello',
      status: 'complete',
    })
  })

  test('a message that arrives and grows in one batch is stored as it ends', async () => {
    const pen = createPen(db)
    const [chat, message] = [id(), id()]

    await pen.send([
      pen.change(chatCreate(chat)),
      pen.change(append(chat, message, { status: 'streaming', content: '' })),
      pen.change(set(message, 'content', 'whole')),
      pen.change(set(message, 'status', 'complete')),
    ])

    expect(pen.rows.get(`message:${message}`)).toMatchObject({
      content: 'whole',
      status: 'complete',
      position: 0,
    })
  })

  test('[N4] a deleted message keeps its content, and comes back', async () => {
    const { pen, message } = await streaming()
    const gone = pen.change(set(message, 'deleted', true))
    await pen.send([gone])
    expect(pen.rows.get(`message:${message}`)).toMatchObject({ isDeleted: true, content: 'He' })

    await pen.send([pen.change(set(message, 'deleted', false, gone.changeId))])

    expect(pen.rows.get(`message:${message}`)).toMatchObject({ isDeleted: false, content: 'He' })
  })
}

onBoth((db) => {
  describe('a field set by two devices', () => {
    setting(db)
  })
  describe('a conflict', () => {
    resolving(db)
  })
  describe('a folder', () => {
    folders(db)
  })
  describe('a message', () => {
    messages(db)
  })
})
