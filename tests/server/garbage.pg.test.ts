/** Whatever a device sends, the server answers by item, and the next good change is taken. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHANGE_FAULTS } from '../../db/protocol/fault.ts'
import { type Current, onPostgres } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, id, NOON, type Pen } from './pen.ts'

const clock = { at: NOON, deviceId: 'd', changeId: 'c', revision: 1 }
const dates = { createdAt: NOON, updatedAt: NOON }

/** One good change of every kind; the chat, folder and message "here" exist. */
const good: readonly object[] = [
  chatCreate('new'),
  chatSet('here', 'title', 'x'),
  chatSet('here', 'deleted', true, { seenMessages: 9 }),
  append('here', 'new', { parentId: 'here', metadata: { a: { b: [1, null, 'x'] } }, model: 'm' }),
  { kind: 'message.set', messageId: 'here', field: 'content', value: 'x', base: null },
  { kind: 'message.set', messageId: 'here', field: 'status', value: 'complete', base: null },
  { kind: 'folder.create', folder: { id: 'new', name: 'x', parentId: 'here' } },
  { kind: 'folder.set', folderId: 'here', field: 'parentId', value: null, base: null },
  { kind: 'conflict.resolve', conflictId: 'none', choice: 'kept' },
  { kind: 'chat.purge', chatId: 'gone' },
  { kind: 'void' },
  {
    kind: 'restore',
    row: {
      entity: 'chat',
      id: 'back',
      revision: 1,
      title: 'x',
      timestamp: NOON,
      parentChatId: null,
      branchFromMessageId: null,
      folderId: null,
      pinned: false,
      archived: false,
      isDeleted: false,
      deletedAt: null,
      isPurged: false,
      clocks: { title: clock },
      ...dates,
    },
  },
  {
    kind: 'restore',
    row: {
      entity: 'conflict',
      id: 'x',
      revision: 1,
      ofEntity: 'chat',
      entityId: 'here',
      field: 'title',
      kept: { value: 'a', clock: null },
      lost: { value: { any: ['b'] }, clock },
      lostChangeId: 'c',
      lostDeviceId: null,
      createdAt: NOON,
      resolvedAt: null,
      choice: null,
    },
  },
]

const evil: readonly unknown[] = [
  null,
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\ud83d\ude00',
  'x'.repeat(70),
  "'; drop table chats; --",
  '__proto__',
  -1,
  1.5,
  1e308,
  2 ** 31,
  2 ** 53,
  8_640_000_000_000_000,
  -8_640_000_000_000_000,
  true,
  [],
  {},
  [null],
  { '\u0000': 1 },
  { value: '\u0000' },
]

/** The paths to every part of a value, itself left out. */
const pathsIn = (value: unknown, above: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return []
  const paths: (readonly string[])[] = []
  for (const [key, part] of Object.entries(value)) {
    const path = [...above, key]
    paths.push(path, ...pathsIn(part, path))
  }
  return paths
}

const replaceAt = (value: unknown, path: readonly string[], by: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const part: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
  return Object.assign(copy, { [key]: replaceAt(part, rest, by) })
}

const broken = fc
  .record({
    body: fc.constantFrom(...good),
    at: fc.nat(),
    by: fc.oneof(fc.constantFrom(...evil), fc.jsonValue({ maxDepth: 3 })),
    editedAt: fc.constantFrom(NOON, 0, -8_640_000_000_000_000, 8_640_000_000_000_000),
  })
  .map(({ body, at, by, editedAt }) => {
    const paths = pathsIn(body)
    const change = replaceAt(body, paths[at % paths.length] ?? [], by)
    return { change: typeof change === 'object' && change !== null ? change : {}, editedAt }
  })

const KNOWN = new Set(['applied', 'conflict', 'duplicate', ...Object.keys(CHANGE_FAULTS)])

/** A person with a chat, a folder and a message called "here". */
const startHere = async (db: Current): Promise<Pen> => {
  const pen = createPen(db)
  await pen.send([
    pen.change(chatCreate('here')),
    pen.change({ kind: 'folder.create', folder: { id: 'here', name: 'x' } }),
    pen.change(append('here', 'here', { status: 'streaming' })),
  ])
  return pen
}

/** What became of it, in one word; a change that is held gives its number back. */
const sendOne = async (pen: Pen, change: object, editedAt: number): Promise<string> => {
  const reply = await pen.send([pen.change(change, editedAt)], { cursor: '0' })
  const [result] = reply.results
  if (result?.fault === undefined) return result?.outcome ?? 'nothing'
  if (CHANGE_FAULTS[result.fault.code].fate === 'hold') pen.seq -= 1
  return result.fault.code
}

onPostgres((db) => {
  test('[N3] no broken change stops the others, or is answered by anything but a fault of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(broken, { minLength: 1, maxLength: 12 }), async (changes) => {
        const pen = await startHere(db)
        const said: string[] = []

        for (const { change, editedAt } of changes) said.push(await sendOne(pen, change, editedAt))

        expect(said.filter((word) => !KNOWN.has(word))).toEqual([])
        expect(await sendOne(pen, chatCreate(id()), NOON)).toBe('applied')
      }),
      { numRuns: 150, seed: 20_261_122 },
    )
  })
})
