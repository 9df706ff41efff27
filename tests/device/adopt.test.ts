/** What was written before signing in belongs to the account afterwards: all of it, once. */

import { setTimeout } from 'node:timers/promises'
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { adoptLocal } from '../../db/device/adopt.ts'
import { countAdoptable } from '../../db/device/adoptable.ts'
import { openChatDatabase } from '../../db/device/database.ts'
import { entriesIn, peek } from '../../db/device/outbox.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { write } from '../../db/device/write.ts'
import {
  applied,
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  rename,
  type TestDevice,
  titleOf,
} from './device.ts'

const CHAT = chatId('mine')

const fillLocal = async (disk: IDBFactory): Promise<TestDevice> => {
  const local = await createDevice({ name: 'chat_local', disk, prefix: 'l' })
  await local.write(
    { kind: 'chat.create', chat: { id: CHAT, title: 'Mine', timestamp: 1 } },
    newMessage('m1', CHAT),
    rename(CHAT, 'Better'),
  )
  return local
}

describe('chats from before signing in', () => {
  test('[N3] become changes of the account, behind what it has', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const ids = (await peek(local.db)).changes.map((change) => change.changeId)
    const user = await createDevice({ disk })
    await user.write({
      kind: 'chat.create',
      chat: { id: chatId('own'), title: 'Own', timestamp: 1 },
    })
    await local.db.drafts.put({
      id: CHAT,
      chatId: CHAT,
      kind: 'typed',
      text: 'Typed',
      updatedAt: 1,
    })
    expect(await countAdoptable(local.db)).toEqual({
      chats: 1,
      messages: 1,
      bytes: newMessage('m1', CHAT).message.content.length,
      drafts: 1,
      titles: ['Better'],
    })

    expect(await adoptLocal(local.db, user.db)).toEqual({ kind: 'adopted', changes: 3 })

    const { changes } = await peek(user.db)
    expect(changes.map((change) => change.seq)).toEqual([1, 2, 3, 4])
    expect(changes.slice(1).map((change) => change.changeId)).toEqual(ids)
    expect(await titleOf(user.db, CHAT)).toBe('Better')
    expect(await user.db.messages.get('m1')).toMatchObject({ state: 'waiting' })
    expect((await user.db.drafts.get(CHAT))?.text).toBe('Typed')
    expect((await disk.databases()).map(({ name }) => name)).toEqual(['chat_anna'])
  })

  test('[I1] taken over twice are there once, also after they were sent', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const copies = await local.db.outbox.toArray()
    const sync = await local.db.sync.toArray()
    const user = await createDevice({ disk })
    await adoptLocal(local.db, user.db)
    const { changes } = await peek(user.db)
    await user.receive({
      results: changes.map((change, at) => applied(change.changeId, at + 1)),
      ...pageOf(
        [
          messageRow('m1', { chatId: CHAT, position: 0, revision: 2 }),
          chatRow('mine', 3, { title: 'Better' }),
        ],
        { from: null, to: 3 },
      ),
    })
    await user.write(rename(CHAT, 'Best'))
    const again = await createDevice({ name: 'chat_local', disk, prefix: 'x' })
    await again.db.outbox.bulkPut(copies)
    await again.db.sync.bulkPut(sync)

    expect(await adoptLocal(again.db, user.db)).toEqual({ kind: 'nothing' })

    expect(await titleOf(user.db, CHAT)).toBe('Best')
    expect(await user.db.outbox.count()).toBe(1)
  })

  test('[N3] that another page still writes to are taken over to the last word', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const user = await createDevice({ disk })
    const otherPage = await openChatDatabase('chat_local', { indexedDB: disk, IDBKeyRange })
    const deps = { now: () => 9, newId: local.deps.newId }

    const adopting = adoptLocal(local.db, user.db)
    const kept: string[] = []
    let last = ''
    for (let at = 0; at < 200 && last !== 'closed'; at += 1) {
      last = (await write(otherPage, deps, newMessage(`late-${at}`, CHAT))).kind
      if (last === 'written') kept.push(`late-${at}`)
      await setTimeout(at)
    }
    await adopting

    const there = await user.db.messages.toCollection().primaryKeys()
    expect(kept.filter((id) => !there.some((known) => known === id))).toEqual([])
    expect(kept).not.toEqual([])
    expect(last).toBe('closed')
  })

  test('[N3] that are written to just before the end are taken over as well', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const user = await createDevice({ disk })
    const file = { sha256: 'a'.repeat(64), mime: 'text/plain', size: 1, isSent: 0 } as const
    await local.db.attachments.put({ ...file, bytes: new ArrayBuffer(1), addedAt: 1 })
    const otherPage = await openChatDatabase('chat_local', { indexedDB: disk, IDBKeyRange })
    const deps = { now: () => 9, newId: local.deps.newId }
    const late: PromiseLike<unknown>[] = []
    // Files are the last thing that is read before the local database is given up.
    local.db.attachments.hook('reading', (record) => {
      if (late.length === 0)
        late.push(Dexie.ignoreTransaction(() => write(otherPage, deps, newMessage('late', CHAT))))
      return record
    })

    await adoptLocal(local.db, user.db)

    expect(await Promise.all(late)).toMatchObject([{ kind: 'written' }])
    expect(await user.db.messages.get('late')).toBeDefined()
    expect(await user.db.attachments.count()).toBe(1)
  })

  test.each(['before it is done again', 'at its end'])(
    'stay here where a person says so %s',
    async (when) => {
      const disk = new IDBFactory()
      const local = await fillLocal(disk)
      const user = await createDevice({ disk })
      const sayIt = () =>
        setMode(local.db, local.deps, { of: { entity: 'chat', id: CHAT }, mode: 'device' })
      const read = local.db.attachments.toArray.bind(local.db.attachments)
      Reflect.set(local.db.attachments, 'toArray', async () => {
        Reflect.set(local.db.attachments, 'toArray', read)
        if (when !== 'at its end') throw new DOMException('full', 'QuotaExceededError')
        await sayIt()
        return read()
      })

      const first = await adoptLocal(local.db, user.db)
      if (first.kind === 'no_space') {
        await sayIt()
        await adoptLocal(local.db, user.db)
      }

      expect(await user.db.keeping.toArray()).toMatchObject([{ id: CHAT }])
      expect(await entriesIn(user.db, 'held').count()).toBe(3)
    },
  )

  test('[I1] taken over by two pages at a time are there once', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const user = await createDevice({ disk })
    const other = {
      local: await createDevice({ name: 'chat_local', disk }),
      user: await createDevice({ disk }),
    }

    await Promise.all([adoptLocal(local.db, user.db), adoptLocal(other.local.db, other.user.db)])

    expect((await peek(user.db)).changes.map((change) => change.seq)).toEqual([1, 2, 3])
    expect((await readSync(user.db)).nextSeq).toBe(4)
  })

  test('[I1] read by a page that another one has overtaken are not taken over again', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    const user = await createDevice({ disk })
    const fast = {
      local: await createDevice({ name: 'chat_local', disk }),
      user: await createDevice({ disk }),
    }
    const begin = user.db.transaction.bind(user.db)
    Reflect.set(user.db, 'transaction', async (...work: Parameters<typeof begin>) => {
      Reflect.set(user.db, 'transaction', begin)
      await adoptLocal(fast.local.db, fast.user.db)
      // All of it was sent, answered and received meanwhile.
      await fast.user.db.outbox.clear()
      return begin(...work)
    })

    await adoptLocal(local.db, user.db)

    expect(await user.db.outbox.count()).toBe(0)
    expect((await readSync(user.db)).nextSeq).toBe(4)
  })

  test('a local database that was moved but not deleted is made anew', async () => {
    const disk = new IDBFactory()
    const local = await fillLocal(disk)
    await local.db.sync.update('sync', { movedTo: 'chat_anna' })
    expect(await write(local.db, local.deps, rename(CHAT, 'Lost'))).toEqual({ kind: 'closed' })

    const fresh = await openChatDatabase('chat_local', { indexedDB: disk, IDBKeyRange })

    expect(await fresh.chats.count()).toBe(0)
    expect((await fresh.sync.toArray())[0]?.movedTo).toBeNull()
    fresh.close()
  })
})
