/** The worker that searches and the page beside it: what they say to each other, and what happens where one is gone. */

import { IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { openThere } from '../../db/device/open-there.ts'
import type { SearchPart } from '../../db/device/search.ts'
import { answerFinds } from '../../web/search/answer-finds.ts'
import type { Answer, Asked, Line } from '../../web/search/find-line.ts'
import { createFinder } from '../../web/search/finder.ts'
import { chatId, createDevice, messageRow, pageOf } from '../device/device.ts'

const never = new AbortController().signal
const QUERY = { words: ['content'] }

interface Wire {
  readonly line: Line
  readonly asked: readonly Asked[]
  readonly answered: readonly Answer[]
  /** The worker's own connection, once it was asked to open one. */
  readonly database: () => Promise<ChatDatabase> | undefined
  readonly isEnded: () => boolean
  /** Null: as if the browser could not go on with it. */
  readonly say: (answer: Answer | null) => void
}

type Pass = (answer: Answer) => boolean

/** A worker in this very process; every word goes over as a copy, in a task of its own. */
const startWorker = (disk: IDBFactory, pass: Pass = () => true): Wire => {
  const asked: Asked[] = []
  const answered: Answer[] = []
  let database: Promise<ChatDatabase> | undefined
  let hear: (answer: Answer | null) => void = () => undefined
  let isEnded = false
  const later = (act: () => void) => setTimeout(() => (isEnded ? undefined : act()))
  const take = answerFinds({
    send: (answer) => {
      if (!pass(answer)) return
      const copy = structuredClone(answer)
      answered.push(copy)
      later(() => hear(copy))
    },
    open: (name, onStale) =>
      (database = openThere(name, { indexedDB: disk, IDBKeyRange, onStale })),
  })
  return {
    asked,
    answered,
    database: () => database,
    isEnded: () => isEnded,
    say: (answer) => hear(answer),
    line: {
      send: (word) => {
        asked.push(word)
        later(() => take(structuredClone(word)))
      },
      listen: (listener) => {
        hear = listener
      },
      end: () => {
        isEnded = true
      },
    },
  }
}

const createPage = async (pass?: Pass) => {
  const device = await createDevice()
  for (const id of ['a', 'b', 'c']) await device.holdChat(id, 70)
  const wire = startWorker(device.disk, pass)
  const finder = createFinder(device.db, () => wire.line)
  return { device, wire, finder }
}

/** The messages that a search tells of, those of a former try forgotten. */
const gather = () => {
  let ids: string[] = []
  return {
    ids: () => ids,
    begin: () => {
      ids = []
      return ({ messages }: SearchPart) => ids.push(...messages.map(({ message }) => message.id))
    },
  }
}

const ALL = 210

const kindsOf = (words: readonly { readonly kind: string }[]) =>
  new Set(words.map(({ kind }) => kind))

/** Reads of texts and blocks over this connection. */
const watchReads = (db: ChatDatabase | undefined) => {
  let reads = 0
  for (const table of [db?.blocks, db?.searchBlocks])
    table?.hook('reading', (record: object) => {
      reads += 1
      return record
    })
  return () => reads
}

describe('a search in a worker', () => {
  test('gives the page what it finds, of which the page reads nothing', async () => {
    const { device, wire, finder } = await createPage()
    const reads = watchReads(device.db)
    const found = gather()

    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    await finder.keep(never)

    expect(found.ids()).toHaveLength(ALL)
    expect(kindsOf(wire.answered)).toEqual(new Set(['ready', 'part', 'over']))
    expect(reads()).toBe(0)
    expect(await device.db.searchBlocks.count()).toBe(6)
  })

  test('never answers from before what this page has heard of', async () => {
    const { device, wire, finder } = await createPage()
    const found = gather()
    await finder.keep(never)
    const reads = watchReads(await wire.database())
    await finder.search(QUERY, { signal: never, most: 0, begin: found.begin })
    expect(reads()).toBe(0)

    const { cursor } = (await device.db.sync.get('sync')) ?? { cursor: null }
    const edited = messageRow('b-m69', {
      chatId: chatId('b'),
      position: 69,
      revision: 5000,
      content: 'Edited on another device',
    })
    await device.receive(pageOf([edited], { from: cursor, to: 5000 }))
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    expect(found.ids()).toHaveLength(ALL - 1)
    await finder.search({ words: ['edited'] }, { signal: never, most: 500, begin: found.begin })
    expect(found.ids()).toEqual(['b-m69'])

    await dropBodies(device.db, [chatId('a')], 1)
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    expect(found.ids()).toHaveLength(ALL - 71)
  })

  test('is left at once, and tells nothing more', async () => {
    const { wire, finder } = await createPage()
    const stop = new AbortController()
    const found = gather()
    let parts = 0

    await finder.search(QUERY, {
      signal: stop.signal,
      most: 500,
      begin: () => () => {
        parts += 1
        stop.abort()
      },
    })
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })

    expect(parts).toBe(1)
    expect(wire.asked.map(({ kind }) => kind)).toEqual(['open', 'task', 'stop', 'task'])
    expect(found.ids()).toHaveLength(ALL)
  })

  test('ends in the worker with the word to stop', async () => {
    const device = await createDevice()
    for (const id of ['a', 'b', 'c']) await device.holdChat(id, 70)
    const said: Answer['kind'][] = []
    let isNextOver = false
    const take = answerFinds({
      send: ({ kind, ...answer }) => {
        said.push(kind)
        if (kind === 'part' && said.length === 2) {
          take({ kind: 'stop', id: 1 })
          take({ kind: 'task', id: 2, task: { kind: 'keep' } })
        }
        isNextOver ||= 'id' in answer && answer.id === 2
      },
      open: (name, onStale) => openThere(name, { indexedDB: device.disk, IDBKeyRange, onStale }),
    })

    take({ kind: 'open', name: device.db.name })
    take({ kind: 'task', id: 1, task: { kind: 'search', query: QUERY, most: 500 } })
    await expect.poll(() => isNextOver).toBe(true)

    expect(said).toEqual(['ready', 'part', 'over'])
  })

  test('is made by the page where no worker starts', async () => {
    const { device } = await createPage()
    const finder = createFinder(device.db, () => {
      throw new DOMException('no workers here', 'SecurityError')
    })
    const found = gather()

    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    await finder.keep(never)

    expect(found.ids()).toHaveLength(ALL)
    expect(await device.db.searchBlocks.count()).toBe(6)
  })

  test('is made by the page until the worker says that it is ready', async () => {
    let isSlow = true
    const { device, wire, finder } = await createPage(() => !isSlow)
    const found = gather()

    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    expect(found.ids()).toHaveLength(ALL)
    expect(wire.asked.filter(({ kind }) => kind === 'task')).toHaveLength(1)
    isSlow = false
    wire.say({ kind: 'ready' })
    const reads = watchReads(device.db)
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })

    expect(found.ids()).toHaveLength(ALL)
    expect(reads()).toBe(0)
  })

  test('begins anew on the page where the worker breaks down in the middle of it', async () => {
    const { wire, finder } = await createPage()
    const found = gather()
    let tries = 0

    await finder.search(QUERY, {
      signal: never,
      most: 500,
      begin: () => {
        tries += 1
        const onPart = found.begin()
        return (part) => {
          onPart(part)
          if (tries === 1) wire.say(null)
        }
      },
    })

    expect(tries).toBe(2)
    expect(found.ids()).toHaveLength(ALL)
    expect(new Set(found.ids()).size).toBe(ALL)
    expect(wire.isEnded()).toBe(true)
  })

  test('never keeps the database from being deleted, and never makes it anew', async () => {
    const { device, wire, finder } = await createPage()
    await finder.search(QUERY, { signal: never, most: 1, begin: gather().begin })
    device.db.close({ disableAutoOpen: true })

    await deleted(device.disk, device.db.name)
    const late = gather()
    await expect(
      finder.search(QUERY, { signal: never, most: 500, begin: late.begin }),
    ).rejects.toThrow(/closed/i)

    expect(late.ids()).toEqual([])
    expect(wire.answered.at(-1)).toEqual({ kind: 'closed' })
    expect(wire.isEnded()).toBe(true)
    await expect(
      openThere(device.db.name, { indexedDB: device.disk, IDBKeyRange }),
    ).rejects.toThrow(/no such database/)
    expect(await device.disk.databases()).toEqual([])
  })

  test('goes on with the next question where one has failed', async () => {
    const { device, wire, finder } = await createPage()
    await finder.keep(never)
    const own = await wire.database()
    own?.close({ disableAutoOpen: true })
    const found = gather()

    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })
    expect(wire.answered.at(-1)?.kind).toBe('failed')
    expect(found.ids()).toHaveLength(ALL)
    await own?.open()
    const reads = watchReads(device.db)
    await finder.search(QUERY, { signal: never, most: 500, begin: found.begin })

    expect(found.ids()).toHaveLength(ALL)
    expect(reads()).toBe(0)
  })
})

const deleted = (disk: IDBFactory, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const deleting = disk.deleteDatabase(name)
    deleting.addEventListener('success', () => resolve())
    deleting.addEventListener('error', () => reject(new Error('not deleted')))
  })
