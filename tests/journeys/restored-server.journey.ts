/** A server that was set back to an older backup: its devices bring back what it has lost. */

import { cpSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { temporaryFolder } from '../world/folders.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

test('[N1] [C1] devices give a restored server what it lost, and nothing is there twice', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const chatId = await startChat(laptop.page(), 'in the backup')
  await seesPill(laptop.page(), /Up to date/)

  await server.stop()
  const backup = temporaryFolder('backup')
  cpSync(server.dataFolder, backup, { recursive: true })
  const second = await server.startAgain()
  await send(laptop.page(), 'after the backup, from the laptop')
  await seesPill(laptop.page(), /Up to date/, 120_000)
  await phone.page().goto(`${server.origin}/c/${chatId}`)
  await seesMessage(phone.page(), 'after the backup, from the laptop', 120_000)
  await send(phone.page(), 'after the backup, from the phone')
  await seesMessage(laptop.page(), 'after the backup, from the phone', 120_000)
  await seesPill(phone.page(), /Up to date/)

  await second.stop()
  rmSync(server.dataFolder, { recursive: true })
  cpSync(backup, server.dataFolder, { recursive: true })
  await second.startAgain()
  await send(laptop.page(), 'after the restore')

  const all = [
    'in the backup',
    'after the backup, from the laptop',
    'after the backup, from the phone',
    'after the restore',
  ]
  await eventually(async () => {
    for (const device of [laptop, phone]) {
      const stored = await readStored(device.page())
      expect(stored.outbox).toEqual([])
      expect(
        messagesOf(stored)
          .map((message) => message.content)
          .toSorted(),
      ).toEqual(all.toSorted())
    }
  }, 60_000)
  const onServer = canonicalServer(await readServer(laptop.page()))
  expect(canonicalStored(await readStored(laptop.page()))).toBe(onServer)
  expect(canonicalStored(await readStored(phone.page()))).toBe(onServer)
})

test('[N1] [C1] also when it has gone on since, so that its numbers look familiar again', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const chatId = await startChat(laptop.page(), 'in the backup')
  await seesPill(laptop.page(), /Up to date/)
  await server.stop()
  const backup = temporaryFolder('backup')
  cpSync(server.dataFolder, backup, { recursive: true })
  const second = await server.startAgain()
  await send(laptop.page(), 'lost by the server')
  await seesPill(laptop.page(), /Up to date/, 120_000)
  await Promise.all([laptop.leave(), phone.leave()])

  await second.stop()
  rmSync(server.dataFolder, { recursive: true })
  cpSync(backup, server.dataFolder, { recursive: true })
  const restored = await second.startAgain()
  const tablet = await createDevice({ origin: server.origin })
  const written = await signIn(tablet, restored.signInLink)
  for (const text of ['new 1', 'new 2', 'new 3', 'new 4']) await startChat(written, text)
  await seesPill(written, /Up to date/)
  const back = await laptop.open(`/c/${chatId}`)
  await send(back, 'after the restore')

  await eventually(async () => {
    const rows = await readServer(written)
    const texts = rows.flatMap((row) => (row.entity === 'message' ? [row.content] : []))
    expect(texts.toSorted()).toEqual(
      [
        'after the restore',
        'in the backup',
        'lost by the server',
        'new 1',
        'new 2',
        'new 3',
        'new 4',
      ].toSorted(),
    )
    const onServer = canonicalServer(rows)
    expect(canonicalStored(await readStored(written))).toBe(onServer)
    expect(canonicalStored(await readStored(back))).toBe(onServer)
  }, 60_000)
})
