/** What is done with thousands of chats at once: in steps that hold nobody up, with one way back. */

import { describe, expect, test, vi } from 'vitest'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { write } from '../../db/device/write.ts'
import { setOnAll } from '../../web/folders/chat-deeds.ts'
import { hideToast, shownToasts } from '../../web/ui/toasts.ts'
import { chatId, chatRow, createDevice, pageOf } from '../device/device.ts'

// It speaks in the page.
vi.mock('../../web/ui/announce.ts', () => ({ announce: () => undefined }))

const COUNT = 700
const MOST_AT_ONCE = 250

/** A device with many chats, some pinned, whose storage is full after so many steps. */
const createMany = async (steps = Infinity) => {
  hideToast('chat-deed')
  const device = await createDevice()
  const ids = Array.from({ length: COUNT }, (_, at) => chatId(`chat-${at}`))
  await device.receive(
    pageOf(
      ids.map((id, at) => chatRow(id, at + 1, { timestamp: at, pinned: at < 10 })),
      { from: null, to: COUNT },
    ),
  )
  const sizes: number[] = []
  const doer = {
    database: device.db,
    write: async (drafts: readonly ChangeDraft[]) => {
      if (sizes.length >= steps) return false
      sizes.push(drafts.length)
      const { kind } = await write(device.db, device.deps, drafts)
      return kind === 'written'
    },
  }
  const pinned = () => device.db.chats.filter((chat) => chat.pinned).count()
  return { ids, doer, sizes, pinned }
}

const toast = () => shownToasts().find(({ id }) => id === 'chat-deed')

describe('what is done with very many chats', () => {
  test('is stored in steps, told once, and undone as one', async () => {
    const { ids, doer, sizes, pinned } = await createMany()

    expect(await setOnAll(doer, ids, { field: 'pinned', value: true })).toBe(true)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_AT_ONCE)
    expect(await pinned()).toBe(COUNT)
    expect(toast()?.text).toBe('690 chats pinned.')

    sizes.length = 0
    toast()?.action?.run()
    await expect.poll(pinned).toBe(10)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_AT_ONCE)
  })

  test('is told as far as it was done, and can be undone, where the storage fills up', async () => {
    const { ids, doer, sizes, pinned } = await createMany(1)

    expect(await setOnAll(doer, ids, { field: 'pinned', value: true })).toBe(false)
    const [done = 0] = sizes
    expect(await pinned()).toBe(done + 10)
    expect(toast()?.text).toBe(`${done} chats pinned.`)

    sizes.length = 0
    toast()?.action?.run()
    await expect.poll(pinned).toBe(10)
  })

  test('is not told where nothing was stored', async () => {
    const { ids, doer } = await createMany(0)

    expect(await setOnAll(doer, ids, { field: 'pinned', value: true })).toBe(false)
    expect(toast()).toBeUndefined()
  })
})
