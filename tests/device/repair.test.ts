/** Repair and reset: everything comes from the server once more, and nothing of the device's own goes. */

import { describe, expect, test } from 'vitest'
import { countOutbox, peek } from '../../db/device/outbox.ts'
import { repair, resetSync } from '../../db/device/repair.ts'
import { readSync } from '../../db/device/sync-state.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  rejected,
  rename,
  changeId,
  type TestDevice,
  titleOf,
} from './device.ts'

const CHAT = chatId('chat-1')

const texts = async ({ db }: TestDevice): Promise<readonly string[]> =>
  (await db.blocks.orderBy('[chatId+index]').toArray()).flatMap((block) =>
    block.messages.map((message) => message.content),
  )

/** All that the server has of the chat, as a device that begins at the start is sent it. */
const everything = pageOf(
  [
    chatRow('chat-1', 1),
    ...[0, 1, 2].map((at) =>
      messageRow(`chat-1-m${at}`, { chatId: CHAT, position: at, revision: 2 + at }),
    ),
  ],
  { from: null, to: 4 },
)

/** A device whose tables went wrong: a title, a text, a message that lacks, and a wrong count. */
const damaged = async (): Promise<TestDevice> => {
  const device = await createDevice()
  await device.holdChat('chat-1', 3)
  await device.db.chats.update(CHAT, { title: 'Damaged', messageCount: 77, activeAt: 1 })
  const block = await device.db.blocks.get([CHAT, 0])
  const messages = (block?.messages ?? []).slice(1)
  const [first, ...rest] = messages
  if (block === undefined || first === undefined) throw new Error('the chat has no messages')
  const wrong = [{ ...first, content: 'Damaged' }, ...rest]
  await device.db.blocks.put({ ...block, messages: wrong })
  return device
}

describe('a repair', () => {
  test('[V1] takes the server’s rows in place of what went wrong here', async () => {
    const device = await damaged()

    await expect(repair(device.db)).resolves.toEqual({ kind: 'begun' })
    expect(await readSync(device.db)).toMatchObject({ cursor: null, lastFullSyncAt: null })
    await device.receive(everything)

    expect(await titleOf(device.db, CHAT)).toBe('Chat chat-1')
    expect(await texts(device)).toEqual([0, 1, 2].map((at) => `Content of chat-1-m${at}`))
    expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 3, activeAt: 2002 })
    expect((await readSync(device.db)).cursor).toBe('4')
  })

  test('[N2] keeps everything on the screen until it has come', async () => {
    const device = await damaged()
    const before = await texts(device)

    await repair(device.db)

    expect(await texts(device)).toEqual(before)
    expect(await titleOf(device.db, CHAT)).toBe('Damaged')
  })

  test('[N2] keeps what waits, what was refused, drafts and who this device is', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1', 3)
    const [refused = ''] = await device.write(newMessage('m1', CHAT))
    await device.receive({ results: [rejected(changeId(refused), 'too_large')] })
    await device.write(rename(CHAT, 'Mine'), newMessage('m2', CHAT))
    await device.db.drafts.put({ id: 'new', chatId: null, kind: 'typed', text: 'x', updatedAt: 1 })
    const [before, sync] = [await peek(device.db), await readSync(device.db)]

    await repair(device.db)
    await device.receive(everything)

    expect((await peek(device.db)).changes).toEqual(before.changes)
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 2, parked: 1 })
    expect(await device.db.drafts.count()).toBe(1)
    expect(await readSync(device.db)).toMatchObject({
      deviceId: sync.deviceId,
      nextSeq: sync.nextSeq,
      seen: sync.seen,
    })
    expect(await titleOf(device.db, CHAT)).toBe('Mine')
    expect(await device.db.messages.get('m2')).toMatchObject({ state: 'waiting' })
  })
})

describe('a reset', () => {
  test('[F1] makes a new device of this one, with what waits under new numbers', async () => {
    const device = await damaged()
    await device.write(rename(CHAT, 'Mine'), newMessage('m2', CHAT))
    const [before, sync] = [await peek(device.db), await readSync(device.db)]

    await expect(resetSync(device.db, device.deps)).resolves.toEqual({ kind: 'begun' })

    const after = await readSync(device.db)
    expect(after.deviceId).not.toBe(sync.deviceId)
    expect(after).toMatchObject({ retires: sync.deviceId, cursor: null, nextSeq: 3 })
    const { changes } = await peek(device.db)
    expect(changes.map((change) => change.seq)).toEqual([1, 2])
    expect(changes.map((change) => change.changeId)).toEqual(
      before.changes.map((change) => change.changeId),
    )
    await device.receive(everything)
    expect(await texts(device)).toEqual([0, 1, 2].map((at) => `Content of chat-1-m${at}`))
    expect(await titleOf(device.db, CHAT)).toBe('Mine')
  })
})
