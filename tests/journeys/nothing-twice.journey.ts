/** Whatever happens to a request on its way, each message arrives once: on both kinds of database. */

import { describe, expect, test } from 'vitest'
import { controlWorkers, createDevice } from '../world/browser.ts'
import { eventually, seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'
import { startWired, withPostgres } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const databases = [
  { name: 'embedded', env: () => Promise.resolve({}) },
  {
    name: 'PostgreSQL',
    env: async () => ({ DATABASE_URL: (await withPostgres()).url }),
  },
]

describe.each(databases)('on $name', ({ env }) => {
  test('[N1] [I1] a killed server, a lost, cut or doubled request or reply: nothing is lost or doubled', async () => {
    const { server, wire } = await startWired({ env: await env() })
    const laptop = await createDevice({ origin: wire.origin })
    const page = await signIn(laptop, server.signInLink)
    const chatId = await startChat(page, 'first')
    await seesPill(page, /Up to date/)

    const killed = wire.nextSync({ kind: 'lose reply', afterBytes: 0 })
    await send(page, 'committed, then the server was killed')
    await killed
    await server.kill9()
    await server.startAgain()
    await seesPill(page, /Up to date/, 120_000)

    const unheard = wire.nextSync({ kind: 'lose request' })
    await send(page, 'request lost')
    await unheard
    await seesPill(page, /Up to date/, 120_000)

    const lost = wire.nextSync({ kind: 'lose reply', afterBytes: 0 })
    await send(page, 'reply lost')
    await lost
    await seesPill(page, /Up to date/, 120_000)

    const cut = wire.nextSync({ kind: 'lose reply', afterBytes: 200 })
    await send(page, 'reply cut in the middle')
    await cut
    await seesPill(page, /Up to date/, 120_000)

    const doubled = wire.nextSync({ kind: 'double' })
    await send(page, 'request doubled')
    await doubled
    await seesPill(page, /Up to date/, 120_000)
    await seesMessage(page, 'request doubled')

    const stored = await readStored(page)
    expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual([
      'first',
      'committed, then the server was killed',
      'request lost',
      'reply lost',
      'reply cut in the middle',
      'request doubled',
    ])
    expect(stored.outbox).toEqual([])
    expect(canonicalStored(stored)).toBe(canonicalServer(await readServer(page)))
    expect(laptop.errors()).toEqual([])
  })

  test('[N1] [N2] a worker stopped in the middle of sending: the next wake-up ends it', async () => {
    const { server, wire } = await startWired({ env: await env() })
    const laptop = await createDevice({ origin: wire.origin })
    const page = await signIn(laptop, server.signInLink)
    const chatId = await startChat(page, 'first')
    await seesPill(page, /Up to date/)
    const control = await controlWorkers(laptop)
    const texts = Array.from({ length: 10 }, (_, at) => `written offline ${at}`)

    await laptop.goOffline()
    await seesPill(page, /Offline/)
    for (const text of texts) await send(page, text)
    await seesPill(page, /10 waiting/)
    await laptop.leave()
    const held = wire.nextSync({ kind: 'hold reply' })
    await laptop.goOnline()
    await held
    await control.stopWorkers()
    wire.pass()

    const again = await laptop.open()
    await seesPill(again, /Up to date/, 120_000)
    await eventually(async () => {
      const stored = await readStored(again)
      expect(stored.outbox).toEqual([])
      expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual([
        'first',
        ...texts,
      ])
    })
    expect(canonicalStored(await readStored(again))).toBe(canonicalServer(await readServer(again)))
  })
})
