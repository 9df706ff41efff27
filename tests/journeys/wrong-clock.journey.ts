/** A device whose clock is a year off: the same chats in the same order as with a right one. */

import { describe, expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import {
  eventually,
  openChat,
  renameChat,
  seesMessage,
  seesPill,
  seesTitle,
  send,
  signIn,
  startChat,
} from '../world/person.ts'
import { linkForNextDevice } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** Every clock that the page can read, off by so much. */
const clockOff = (ms: number): string => `
  const Right = Date
  globalThis.Date = class extends Right {
    constructor(...given) {
      if (given.length === 0) super(Right.now() + ${ms})
      else super(...given)
    }
    static now() {
      return Right.now() + ${ms}
    }
  }
`

describe.each([
  { way: 'fast', off: YEAR_MS },
  { way: 'slow', off: -YEAR_MS },
])('a clock a year $way', ({ off }) => {
  test('[T1] changes neither what arrives, nor its order, nor whose word is the last', async () => {
    const server = await startServer()
    const right = await createDevice({ origin: server.origin })
    const wrong = await createDevice({ origin: server.origin, beforeAll: clockOff(off) })
    const a = await signIn(right, server.signInLink)
    const b = await signIn(wrong, await linkForNextDevice(a))

    const chatId = await startChat(a, 'right 1')
    await openChat(b, /right 1/)
    await send(b, 'wrong 2')
    await seesMessage(a, 'wrong 2')
    await send(a, 'right 3')
    await seesMessage(b, 'right 3')
    await wrong.goOffline()
    await send(b, 'wrong 4, offline')
    await wrong.goOnline()
    await seesMessage(a, 'wrong 4, offline')
    await send(a, 'right 5')
    await seesMessage(b, 'right 5')

    await renameChat(a, 'named by the right one')
    await seesTitle(b, 'named by the right one')
    await renameChat(b, 'then by the wrong one')
    await seesTitle(a, 'then by the wrong one')
    await renameChat(a, 'and by the right one again')
    await seesTitle(b, 'and by the right one again')
    await seesPill(a, /Up to date/)
    await seesPill(b, /Up to date/)

    await eventually(async () => {
      const onServer = canonicalServer(await readServer(a))
      for (const page of [a, b]) {
        const stored = await readStored(page)
        expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual([
          'right 1',
          'wrong 2',
          'right 3',
          'wrong 4, offline',
          'right 5',
        ])
        expect(stored.chats.map((chat) => chat.title)).toEqual(['and by the right one again'])
        expect(stored.conflicts).toEqual([])
        expect(canonicalStored(stored)).toBe(onServer)
      }
    })
  })
})
