/** Former values of a chat: each that a set replaced, with its clock, and none lost or doubled by a restore. */

import { expect, test } from 'vitest'
import { MAX_VERSIONS } from '../../db/protocol/history.ts'
import { onBoth } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, findChat, id, NOON } from './pen.ts'
import type { Pen } from './pen.ts'

const MINUTE = 60_000

const valuesOf = (pen: Pen, chat: string, field: string): readonly unknown[] =>
  (findChat(pen, chat).history ?? [])
    .filter((version) => version.field === field)
    .map(({ value }) => value)

/** Sets on top of one another. */
const setAll = async (pen: Pen, chat: string, sets: readonly (readonly [string, unknown])[]) => {
  for (const [field, value] of sets) {
    const base = findChat(pen, chat).clocks[field]?.changeId ?? null
    await pen.send([pen.change(chatSet(chat, field, value, { base, seenMessages: 9 }))])
  }
}

const start = async (db: Parameters<typeof createPen>[0]) => {
  const pen = createPen(db)
  const chat = id()
  await pen.send([pen.change(chatCreate(chat, 'first'))])
  return { pen, chat }
}

onBoth((db) => {
  test('[N1] what a set replaces is kept with its clock, oldest first', async () => {
    const { pen, chat } = await start(db)

    await setAll(pen, chat, [
      ['title', 'second'],
      ['title', 'third'],
      ['folderId', 'folder-a'],
      ['archived', true],
      ['syncMode', 'cloud'],
      ['syncMode', 'everywhere'],
      ['pinned', true],
    ])

    const { history = [], clocks } = findChat(pen, chat)
    expect(history.map(({ field, value }) => [field, value])).toEqual([
      ['title', 'first'],
      ['title', 'second'],
      ['folderId', null],
      ['archived', false],
      ['syncMode', null],
      ['syncMode', 'cloud'],
    ])
    expect(history[0]?.clock).toBeNull()
    expect(history[1]?.clock?.changeId).toBe(clocks['title']?.previous)
    expect(findChat(pen, chat).syncMode).toBe('everywhere')
  })

  test('the same value again, and a value that lost, are no versions', async () => {
    const { pen, chat } = await start(db)
    const twin = await createTwin(db, pen)
    await setAll(pen, chat, [['title', 'second']])

    await twin.send([twin.change(chatSet(chat, 'title', 'too early'), NOON - MINUTE)])
    await twin.send([twin.change(chatSet(chat, 'title', 'second'), NOON)])

    expect(valuesOf(twin, chat, 'title')).toEqual(['first'])
  })

  test('a message that brings a chat back from the trash leaves the deletion in its history', async () => {
    const { pen, chat } = await start(db)
    await setAll(pen, chat, [['deleted', true]])

    await pen.send([pen.change(append(chat, id()))])
    await pen.pull()

    expect(valuesOf(pen, chat, 'deleted')).toEqual([false, true])
  })

  test(`of more than ${MAX_VERSIONS} the oldest go`, async () => {
    const { pen, chat } = await start(db)
    const titles = Array.from({ length: MAX_VERSIONS + 5 }, (_, at) => `title ${at}`)

    await setAll(
      pen,
      chat,
      titles.map((title) => ['title', title]),
    )

    expect(valuesOf(pen, chat, 'title')).toEqual(titles.slice(4, -1))
  })

  test('[N1] histories that two devices bring back are joined, each version once', async () => {
    const { pen, chat } = await start(db)
    await setAll(pen, chat, [['title', 'second']])
    const early = findChat(pen, chat)
    await setAll(pen, chat, [
      ['title', 'third'],
      ['archived', true],
    ])
    const late = findChat(pen, chat)
    const only = (wanted: string) => ({
      ...late,
      history: late.history?.filter(({ field }) => field === wanted),
    })
    for (const rows of [
      [only('title'), only('archived')],
      [early, late],
      [late, early],
      [late, late],
    ]) {
      const lost = createPen(db)
      for (const row of rows)
        await lost.send([lost.change({ kind: 'restore', row: { ...row, revision: 0 } })])
      const device = await createTwin(db, lost)

      expect(valuesOf(device, chat, 'title')).toEqual(['first', 'second'])
      expect(valuesOf(device, chat, 'archived')).toEqual([false])
      expect(findChat(device, chat)).toMatchObject({ title: 'third', archived: true })
    }
  })

  test('a history that comes back alone is news, and again is none', async () => {
    const { pen, chat } = await start(db)
    await setAll(pen, chat, [['title', 'second']])
    const row = { ...findChat(pen, chat), revision: 0 }
    const lost = createPen(db)
    await lost.send([lost.change({ kind: 'restore', row: { ...row, history: [] } })])

    const first = await lost.send([lost.change({ kind: 'restore', row })])
    const second = await lost.send([lost.change({ kind: 'restore', row })])

    expect([first, second].map(({ results }) => results[0]?.outcome)).toEqual([
      'applied',
      'duplicate',
    ])
    expect(valuesOf(lost, chat, 'title')).toEqual(['first'])
  })

  test('a purge leaves nothing of it', async () => {
    const { pen, chat } = await start(db)
    await setAll(pen, chat, [['title', 'second']])

    await pen.send([pen.change({ kind: 'chat.purge', chatId: chat })])

    expect(findChat(pen, chat)).toMatchObject({ title: '', history: [], isPurged: true })
  })
})
