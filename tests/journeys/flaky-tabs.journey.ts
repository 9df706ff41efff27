/** Two tabs and the worker write and send at once, while the wire and the server fail as they like. */

import { expect, test } from 'vitest'
import { controlWorkers, createDevice } from '../world/browser.ts'
import { printFigure } from '../world/figures.ts'
import {
  eventually,
  openChat,
  seesMessage,
  seesPill,
  send,
  signIn,
  startChat,
} from '../world/person.ts'
import { linkForNextDevice, startWired, type WiredServer } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const MESSAGES = 12
/** At least so often the wire fails, also where the tabs are quick. */
const TROUBLES = 12
const SEED = 7

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

/** At least 0, below 1: the same in every run. */
const createChance = (): (() => number) => {
  let state = SEED
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Cuts, stalls and mends the wire until told to stop; kills the server once on the way. */
const startTrouble = ({ server, wire }: WiredServer) => {
  const chance = createChance()
  const ending = new AbortController()
  let troubles = 0
  const run = async (): Promise<void> => {
    for (; !ending.signal.aborted || troubles < TROUBLES; troubles += 1) {
      if (chance() < 0.5) wire.cut()
      else wire.stall()
      await pause(50 + chance() * 250)
      wire.pass()
      await pause(50 + chance() * 250)
      if (troubles === 3) {
        await server.kill9()
        await server.startAgain()
      }
    }
  }
  const running = run()
  return {
    end: async (): Promise<number> => {
      ending.abort()
      await running
      return troubles
    },
  }
}

test('[N1] [I1] [C1] two tabs and the worker over a wire that fails lose nothing and double nothing', async () => {
  const wired = await startWired()
  const { server, wire } = wired
  const laptop = await createDevice({ origin: wire.origin })
  const one = await signIn(laptop, server.signInLink)
  const phone = await createDevice({ origin: wire.origin, isPhone: true })
  const other = await signIn(phone, await linkForNextDevice(one))
  await startChat(one, 'chat of one tab')
  const two = await laptop.open()
  await startChat(two, 'chat of the other tab')
  await Promise.all([seesPill(one, /Up to date/), seesPill(two, /Up to date/)])
  const control = await controlWorkers(laptop)
  const texts = (name: string) =>
    Array.from({ length: MESSAGES }, (_, at) => `from the ${name} tab, ${at}`)

  const trouble = startTrouble(wired)
  for (let at = 0; at < MESSAGES; at += 1) {
    await Promise.all([
      send(one, texts('one')[at] ?? ''),
      send(two, texts('other')[at] ?? ''),
      control.dispatchSync('chat-sync'),
    ])
    for (const page of [one, two])
      expect(await page.getByText('Something went wrong').count()).toBe(0)
  }
  printFigure('two tabs on a failing wire, troubles', await trouble.end(), 'times')

  await Promise.all([one, two].map((page) => seesPill(page, /Up to date/, 90_000)))
  await openChat(one, /chat of the other tab/)
  await openChat(two, /chat of one tab/)
  await seesMessage(one, texts('other').at(-1) ?? '')
  await seesMessage(two, texts('one').at(-1) ?? '')
  const stored = await readStored(one)
  expect(stored.outbox).toEqual([])
  expect(
    messagesOf(stored)
      .map((message) => message.content)
      .toSorted(),
  ).toEqual(
    ['chat of one tab', 'chat of the other tab', ...texts('one'), ...texts('other')].toSorted(),
  )
  const onServer = canonicalServer(await readServer(one))
  expect(canonicalStored(stored)).toBe(onServer)
  await eventually(
    async () => expect(canonicalStored(await readStored(other))).toBe(onServer),
    60_000,
  )
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
