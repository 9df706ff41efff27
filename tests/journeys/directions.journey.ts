/** Upload only, download only and both: each does what it says, shows how far it is, can be stopped and goes on. */

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createDevice, type Device } from '../world/browser.ts'
import { printFigure } from '../world/figures.ts'
import { writeMany } from '../world/pen.ts'
import { eventually, signIn } from '../world/person.ts'
import { linkForNextDevice, startWired, type WiredServer } from '../world/scene.ts'
import { messagesOf, OWNER, readStored } from '../world/storage.ts'
import { watchSyncs, type Round } from '../world/syncs.ts'

const MANY = 5_000
const LONG_MS = 120_000

const textsOf = (name: string): readonly string[] =>
  Array.from({ length: MANY }, (_, at) => `${name} ${at}: ${'some words of a message '.repeat(8)}`)

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name }).first().click()

/** No pokes reach the page: nothing is pulled but by hand. */
const NO_LIVE_LINE = `
  globalThis.WebSocket = class extends EventTarget {
    close() {}
    send() {}
  }
`

/** Starts a sync, stops it while the wire holds a reply, and looks how far it came. */
const interrupt = async (page: Page, { wire }: WiredServer, name: string): Promise<void> => {
  let isPressed = false
  for (let round = 0; round < 3; round += 1) {
    const held = wire.nextSync({ kind: 'hold reply' })
    if (!isPressed) await press(page, name)
    isPressed = true
    await held
    if (round < 2) wire.pass()
  }
  const bar = page.getByRole('progressbar').first()
  await eventually(async () => {
    const { value, max } = await bar.evaluate((element) =>
      element instanceof HTMLProgressElement
        ? { value: element.value, max: element.max }
        : { value: 0, max: 0 },
    )
    expect(value).toBeGreaterThan(0)
    expect(value).toBeLessThan(max)
  })
  await press(page, 'Cancel')
  wire.pass()
  await page.getByRole('button', { name }).first().waitFor()
}

/** Starts a sync and waits until the sync centre says that it is done. */
const finish = async (page: Page, name: string): Promise<void> => {
  const begin = performance.now()
  await press(page, name)
  const card = page.getByRole('region', { name: 'Sync by hand' })
  await card.getByText(/^Done\. Sent/).waitFor({ timeout: LONG_MS })
  printFigure(`${name}, the rest of 5,000 messages`, (performance.now() - begin) / 1000, 's')
}

const waitingOf = async (page: Page): Promise<number> =>
  (await readStored(page)).outbox.filter((entry) => entry.state === 'waiting').length

const roundsOf = async (device: Device, work: () => Promise<void>): Promise<readonly Round[]> => {
  const syncs = watchSyncs(device)
  await work()
  return syncs.rounds()
}

const sum = (rounds: readonly Round[], of: 'up' | 'down' | 'changes' | 'rows'): number =>
  rounds.reduce((total, round) => total + round[of], 0)

describe('the three directions', () => {
  test('[N2] upload only never pulls, download only never pushes, full does both; each goes on where it was stopped', async () => {
    const wired = await startWired()
    const settings = { origin: wired.wire.origin, beforeAll: NO_LIVE_LINE }
    const laptop = await createDevice(settings)
    const phone = await createDevice(settings)
    const a = await signIn(laptop, wired.server.signInLink)
    const b = await signIn(phone, await linkForNextDevice(a))
    for (const page of [a, b]) await page.goto(`${wired.wire.origin}/sync`)
    await writeMany(a, { userId: OWNER, title: 'from the laptop', texts: textsOf('laptop') })
    await writeMany(b, { userId: OWNER, title: 'from the phone', texts: ['one message'] })

    const uploads = await roundsOf(laptop, async () => {
      await interrupt(a, wired, 'Upload only')
      const waiting = await waitingOf(a)
      expect(waiting).toBeGreaterThan(0)
      expect(waiting).toBeLessThan(MANY + 1)
      await finish(a, 'Upload only')
      expect(await waitingOf(a)).toBe(0)
    })
    expect(new Set(uploads.map((round) => round.direction))).toEqual(new Set(['upload']))
    expect(sum(uploads, 'rows')).toBe(0)
    printFigure('upload of 5,000 messages, up', sum(uploads, 'up'), 'bytes')

    const downloads = await roundsOf(phone, async () => {
      await interrupt(b, wired, 'Download only')
      expect(messagesOf(await readStored(b)).length).toBeLessThan(MANY)
      await finish(b, 'Download only')
      expect(messagesOf(await readStored(b))).toHaveLength(MANY + 1)
    })
    expect(new Set(downloads.map((round) => round.direction))).toEqual(new Set(['download']))
    expect(sum(downloads, 'changes')).toBe(0)
    expect(await waitingOf(b)).toBe(2)
    printFigure('download of 5,000 messages, down', sum(downloads, 'down'), 'bytes')

    const full = await roundsOf(phone, async () => {
      await finish(b, 'Sync now')
      expect((await readStored(b)).outbox).toEqual([])
    })
    expect(full.map((round) => round.direction)).toContain('full')
    expect(sum(full, 'changes')).toBe(2)
    await finish(a, 'Sync now')
    const stored = await readStored(a)
    expect(stored.outbox).toEqual([])
    expect(messagesOf(stored)).toHaveLength(MANY + 1)
  }, 400_000)

  test('[N2] a full sync of 5,000 messages up and as many down goes on where it was stopped', async () => {
    const wired = await startWired()
    const settings = { origin: wired.wire.origin, beforeAll: NO_LIVE_LINE }
    const laptop = await createDevice(settings)
    const phone = await createDevice(settings)
    const a = await signIn(laptop, wired.server.signInLink)
    const b = await signIn(phone, await linkForNextDevice(a))
    for (const page of [a, b]) await page.goto(`${wired.wire.origin}/sync`)
    await writeMany(a, { userId: OWNER, title: 'from the laptop', texts: textsOf('laptop') })
    await writeMany(b, { userId: OWNER, title: 'from the phone', texts: textsOf('phone') })
    await finish(a, 'Sync now')

    const rounds = await roundsOf(phone, async () => {
      await interrupt(b, wired, 'Sync now')
      expect(await waitingOf(b)).toBeGreaterThan(0)
      await finish(b, 'Sync now')
    })

    const stored = await readStored(b)
    expect(stored.outbox).toEqual([])
    expect(messagesOf(stored)).toHaveLength(2 * MANY)
    expect(rounds.every((round) => round.direction === 'full')).toBe(true)
    printFigure('full sync of 5,000 each way, up', sum(rounds, 'up'), 'bytes')
    printFigure('full sync of 5,000 each way, down', sum(rounds, 'down'), 'bytes')
  }, 400_000)
})
