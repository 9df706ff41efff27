/** What cannot be sent is called stuck within two minutes, with its cause, and goes when the cause ends. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { fault, FAULTS, type FaultCode } from '../../db/protocol/fault.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { startAnswering, type Manner } from '../world/answering.ts'
import { createDevice } from '../world/browser.ts'
import { eventually, seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'
import { startWired, type WiredServer } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const TWO_MINUTES_MS = 120_000
const STEP_MS = 10_000

const refusal = (code: FaultCode): Manner => ({
  kind: 'status',
  status: FAULTS[code].status,
  body: JSON.stringify({ protocol: PROTOCOL_VERSION, fault: fault(code) }),
})

interface Trouble {
  readonly what: string
  readonly manner: Manner
  readonly pill: RegExp
  readonly sentence: RegExp
}

const TROUBLES: readonly Trouble[] = [
  {
    what: 'a server that is ill',
    manner: { kind: 'status', status: 503, body: '<h1>Service Unavailable</h1>' },
    pill: /1 stuck/,
    sentence: /The sync server has a problem\..* It is safe on this device\./,
  },
  {
    what: 'a server that says nothing',
    manner: { kind: 'silence' },
    pill: /1 stuck/,
    sentence: /does not answer in time\.|takes longer than it should\./,
  },
  {
    what: 'a full cloud',
    manner: refusal('out_of_space'),
    pill: /1 stuck/,
    sentence: /The server's disk is full\./,
  },
  {
    what: 'a session that is over',
    manner: refusal('session_expired'),
    pill: /Sign in/,
    sentence: /Sign in to upload 1 change\. It is safe on this device/,
  },
]

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

/** Time goes on for the page, in steps in which what falls due can happen. */
const passTime = async (page: Page, ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    await page.clock.fastForward(STEP_MS)
    await pause(50)
  }
}

const aim = ({ wire }: WiredServer, port: number): void => {
  wire.aim(port)
  // What is open still goes to the former one.
  wire.cut()
  wire.pass()
}

const readSheet = async (page: Page): Promise<string> => {
  const pill = page.getByRole('button', { name: /^Sync:/ }).first()
  await pill.click()
  // What is behind the pill comes when the browser has nothing else to do, or now.
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('link', { name: 'Open sync centre' }).waitFor()
  const text = await sheet.innerText()
  await pill.click()
  return text
}

test('[F1] [N2] what waits is called stuck in two minutes, with its cause, until the cause ends', async () => {
  const wired = await startWired()
  const device = await createDevice({ origin: wired.wire.origin })
  const first = await signIn(device, wired.server.signInLink)
  const chatId = await startChat(first, 'first')
  await seesPill(first, /Up to date/)
  await first.close()
  const page = await device.context.newPage()
  await page.clock.install()
  await page.goto(`${wired.wire.origin}/c/${chatId}`)
  await seesPill(page, /Up to date/)

  for (const { what, manner, pill, sentence } of TROUBLES) {
    const { port } = await startAnswering(manner)
    aim(wired, port)
    await send(page, `while there was ${what}`)
    await seesPill(page, /waiting|Retrying|Syncing|Cloud full|Sign in/)
    await passTime(page, TWO_MINUTES_MS)
    await seesPill(page, pill)
    expect(await readSheet(page)).toMatch(sentence)
    expect((await readStored(page)).outbox).toHaveLength(1)

    aim(wired, wired.server.port)
    // Nothing but a person, or a new start, ends a stop.
    if (what === 'a session that is over') await page.reload()
    await eventually(async () => {
      await passTime(page, STEP_MS)
      expect((await readStored(page)).outbox).toEqual([])
    }, 60_000)
    await seesPill(page, /Up to date/)
    await seesMessage(page, `while there was ${what}`)
  }

  const stored = await readStored(page)
  expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual([
    'first',
    ...TROUBLES.map(({ what }) => `while there was ${what}`),
  ])
  expect(canonicalStored(stored)).toBe(canonicalServer(await readServer(page)))
  expect(device.errors()).toEqual([])
})
