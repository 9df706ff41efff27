/** What two devices changed apart, answered in every way by keyboard alone, on a desk and on a phone. */

import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConflictRow } from '../../db/protocol/conflict.ts'
import { findViolations, sidewaysPx, smallControls } from '../world/audit.ts'
import type { Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, renameChat, seesPill, send, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const UP_TO_DATE = /^Sync: Up to date$/
const MANY_TABS = 120

/** With the keys alone: on and on until it has the focus, then the key. */
const press = async (target: Locator, key = 'Enter'): Promise<void> => {
  const page = target.page()
  await target.waitFor()
  const hasFocus = () => target.evaluate((element) => element === document.activeElement)
  for (let tabs = 0; !(await hasFocus()); tabs += 1) {
    if (tabs === MANY_TABS) throw new Error('no way there by Tab')
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press(key)
}

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name }).first()

const show = async (page: Page, path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

const titlesOn = async (page: Page): Promise<Readonly<Record<string, string>>> => {
  const { chats } = await readStored(page)
  return Object.fromEntries(
    chats.flatMap(({ id, title, isDeleted }) => (isDeleted ? [] : [[id, title]])),
  )
}

const seesTitles = (pages: readonly Page[], titles: Readonly<Record<string, string>>) =>
  eventually(async () => {
    for (const page of pages) expect(await titlesOn(page)).toMatchObject(titles)
  })

const openOn = async (page: Page): Promise<number> =>
  (await readStored(page)).conflicts.filter(({ isOpen }) => isOpen === 1).length

const seesOpen = (pages: readonly Page[], count: number) =>
  eventually(async () => {
    for (const page of pages) expect(await openOn(page)).toBe(count)
  })

const conflictsOn = async (page: Page): Promise<readonly ConflictRow[]> =>
  (await readStored(page)).conflicts

/** Nothing waits, and both hold what the server holds. */
const seesOneTruth = (pages: readonly Page[]) =>
  eventually(async () => {
    for (const page of pages) {
      const stored = await readStored(page)
      expect(stored.outbox).toEqual([])
      expect(canonicalStored(stored)).toBe(canonicalServer(await readServer(page)))
    }
  })

const isFine = async (page: Page): Promise<void> => {
  const faults: unknown[] = [...(await smallControls(page))]
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    faults.push(...(await findViolations(page)))
    if ((await sidewaysPx(page)) > 0) faults.push('too wide')
  }
  expect({ url: page.url(), faults }).toEqual({ url: page.url(), faults: [] })
}

interface Two {
  readonly laptop: Device
  readonly phone: Device
  readonly page: Page
  readonly small: Page
}

/** Each without a network: every chat gets another title here and there, the phone's a moment later. */
const renameApart = async (
  { laptop, phone, page, small }: Two,
  names: readonly string[],
  time = '',
) => {
  await Promise.all([laptop.goOffline(), phone.goOffline()])
  for (const [at, other] of [page, small].entries())
    for (const name of names) {
      await show(other, `/c/${name}`)
      await renameChat(other, `${at === 0 ? 'Desk' : 'Phone'}${time} ${name.slice(-4)}`)
    }
}

const meet = async ({ laptop, phone }: Two): Promise<void> => {
  await laptop.goOnline()
  await phone.goOnline()
}

const toConflict = async (page: Page, id: string): Promise<void> => {
  const conflict = (await readStored(page)).conflicts.find(
    ({ entityId, isOpen }) => entityId === id && isOpen === 1,
  )
  await show(page, '/conflicts')
  await press(page.locator(`main a[href="/conflicts/${conflict?.id ?? ''}"]`))
  await page.waitForURL(/\/conflicts\/./)
  await button(page, /^(Keep|Delete)/).waitFor()
}

const lineOf = (page: Page, name: string): Locator =>
  page.locator('[data-line] > a', { hasText: name })

/** On a phone they may be folded away. */
const showFolder = async (page: Page, name: string): Promise<Locator> => {
  await show(page, '/')
  const folded = page.getByRole('button', { name: 'Folders', exact: true, expanded: false })
  const line = lineOf(page, name)
  await line.or(folded).first().waitFor()
  if (await folded.isVisible()) await folded.click()
  await line.first().waitFor()
  return line.first()
}

const nameFolder = async (page: Page, name: string): Promise<void> => {
  const box = page.getByRole('textbox', { name: 'Name of the folder' })
  await box.fill(name)
  await box.press('Enter')
  await lineOf(page, name).waitFor()
}

/** One name given here and another there; on the phone the person keeps both, as two folders. */
const namesApart = async (two: Two): Promise<void> => {
  const { laptop, phone, page, small } = two
  await show(page, '/')
  await button(page, 'New folder').click()
  await nameFolder(page, 'Plans')
  const href = (await lineOf(page, 'Plans').getAttribute('href')) ?? ''
  await showFolder(small, 'Plans')
  await Promise.all([laptop.goOffline(), phone.goOffline()])
  for (const [one, name] of [
    [page, 'Desk plans'],
    [small, 'Phone plans'],
  ] as const) {
    await (await showFolder(one, 'Plans')).press('F2')
    await nameFolder(one, name)
  }
  await meet(two)
  await seesOpen([page, small], 1)
  await toConflict(small, href.replace('/folder/', ''))
  await small.getByText('Adds a second folder named “Desk plans”.').waitFor()
  await isFine(small)
  await press(button(small, 'Keep both'))
  await seesOpen([page, small], 0)
  for (const one of [page, small])
    for (const name of ['Desk plans', 'Phone plans']) await showFolder(one, name)
}

/** A reply that two other apps wrote on with, each without the other's words. */
const writeApart = (page: Page, chatId: string, parentId: string) =>
  page.evaluate(
    async ({ chat, parent }) => {
      const messageId = crypto.randomUUID()
      const push = async (deviceId: string, bodies: readonly object[]) => {
        const now = Date.now()
        const changes = bodies.map((body, at) => ({
          changeId: crypto.randomUUID(),
          seq: at + 1,
          editedAt: now,
          ...body,
        }))
        const reply = await fetch('/api/sync', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-sync-client': '1' },
          body: JSON.stringify({ direction: 'full', deviceId, sentAt: now, cursor: null, changes }),
        })
        if (!reply.ok) throw new Error(`the server answered ${reply.status}`)
      }
      const set = (field: string, value: string) => {
        const of = { kind: 'message.set', chatId: chat, messageId, field, value }
        return { ...of, base: null }
      }
      const message = { id: messageId, chatId: chat, parentId: parent, role: 'assistant' }
      const begun = { ...message, content: '', timestamp: Date.now(), status: 'streaming' }
      await push('one-app', [
        { kind: 'message.append', message: begun },
        set('content', 'Go by train.'),
      ])
      await push('other-app', [set('content', 'Go by boat.'), set('status', 'complete')])
      return messageId
    },
    { chat: chatId, parent: parentId },
  )

const seesTexts = (pages: readonly Page[], id: string, texts: readonly string[]) =>
  eventually(async () => {
    for (const one of pages) {
      const stored = messagesOf(await readStored(one), id).filter(({ isDeleted }) => !isDeleted)
      const said = stored.map(({ content }) => content)
      expect(said.filter((text) => text.startsWith('Go by')).toSorted()).toEqual(texts)
    }
  })

/** Both texts of a message are kept as its versions, and one more that the person puts together. */
const textsApart = async ({ page, small }: Two, chatId: string): Promise<void> => {
  const both = [page, small]
  await toConflict(page, await startTexts(page, both, chatId))
  await page.getByText('Adds the other text as a version beside this one').waitFor()
  await isFine(page)
  await press(button(page, 'Keep both'))
  await seesOpen(both, 0)
  await seesTexts(both, chatId, ['Go by boat.', 'Go by train.'])
  await undo(page)
  await seesOpen(both, 1)
  const again = (await conflictsOn(small)).find(({ ofEntity }) => ofEntity === 'message')
  await toConflict(small, again?.entityId ?? '')
  await press(button(small, /^Edit merged/))
  await small.getByRole('textbox', { name: 'Merged text' }).fill('Go by train and boat.')
  await isFine(small)
  await press(button(small, 'Save'))
  await seesOpen(both, 0)
  await seesTexts(both, chatId, ['Go by boat.', 'Go by train and boat.'])
  await show(small, `/c/${chatId}`)
  await small.getByText('Go by train and boat.').waitFor()
}

const startTexts = async (page: Page, both: readonly Page[], chatId: string): Promise<string> => {
  const parent = messagesOf(await readStored(page), chatId).at(-1)
  const id = await writeApart(page, chatId, parent?.id ?? '')
  await seesOpen(both, 1)
  return id
}

/** The way back that stands on the screen for ten seconds. */
const undo = (page: Page): Promise<void> =>
  press(page.getByRole('button', { name: 'Undo', exact: true }))

test('[K1] [C1] [N3] every answer to a conflict holds on both devices, can be taken back, and makes no other', async () => {
  const server = await startServer()
  const devices = await signInTwice(server.origin, server.signInLink)
  const two: Two = { ...devices, page: devices.laptop.page(), small: devices.phone.page() }
  const { laptop, phone, page, small } = two
  const both = [page, small]
  const ids: string[] = []
  for (const name of ['one', 'two', 'three', 'four', 'five']) ids.push(await startChat(page, name))
  const [first = '', second = '', third = '', fourth = '', last = ''] = ids
  const words = (id: string) => ({ desk: `Desk ${id.slice(-4)}`, phone: `Phone ${id.slice(-4)}` })
  await seesPill(page, UP_TO_DATE)
  await eventually(async () => expect(Object.keys(await titlesOn(small))).toHaveLength(5))

  await renameApart(two, [first, second, third, fourth])
  await show(page, `/c/${last}`)
  await send(page, 'one more thought')
  await small.getByRole('link', { name: 'Back to chats' }).click()
  await small.getByRole('button', { name: 'Actions for five' }).click()
  await small.getByRole('menuitem', { name: 'Delete' }).click()
  await meet(two)
  await seesOpen(both, 5)
  await seesPill(page, /^Sync: 5 conflicts$/)
  await expect.poll(() => page.getByText('Changed in two places').count()).toBe(5)
  await isFine(page)

  // From the pill to the list, by keys; whose value is whose says the device, whichever stands.
  await press(page.getByRole('button', { name: /^Sync:/ }).first())
  await press(page.getByRole('link', { name: 'Review' }))
  await page.waitForURL(/\/conflicts$/)
  await page.getByRole('heading', { level: 1, name: 'Conflicts' }).waitFor()
  await isFine(page)
  await toConflict(page, first)
  await page
    .getByRole('region', { name: 'This device' })
    .getByText(words(first).desk.split(' ')[1] ?? '')
    .waitFor()
  expect(await page.locator('del').first().textContent()).toMatch(/^−deleted: Desk, $/)
  expect(await page.locator('ins').first().textContent()).toMatch(/^\+inserted: Phone, $/)
  await isFine(page)

  // Keep this device: everywhere; taken back: as it stood, and asked again on both.
  await press(button(page, 'Keep this device'))
  await seesTitles(both, { [first]: words(first).desk })
  await seesOpen(both, 4)
  await undo(page)
  await seesTitles(both, { [first]: words(first).phone })
  await seesOpen(both, 5)
  await toConflict(page, first)
  await press(button(page, 'Keep this device'))
  await seesTitles(both, { [first]: words(first).desk })

  // Keep the other, on the phone; both, as a copy with its messages; and words of one's own.
  await toConflict(small, second)
  await isFine(small)
  await press(button(small, /^Keep (?!this device|both)/))
  await seesTitles(both, { [second]: words(second).desk })
  await toConflict(page, third)
  await press(button(page, 'Keep both'))
  await eventually(async () => {
    for (const one of both) {
      const titles = Object.values(await titlesOn(one))
      expect(titles).toContain(words(third).phone)
      expect(
        titles.filter((title) => title.startsWith(`${words(third).desk} (from `)),
      ).toHaveLength(1)
    }
  })
  await toConflict(page, fourth)
  await press(button(page, 'Edit merged'))
  const box = page.getByRole('textbox', { name: 'Merged title' })
  expect(await box.inputValue()).toBe(words(fourth).phone)
  await isFine(page)
  await page.keyboard.type(' and more')
  await page.keyboard.press('Enter')
  await seesTitles(both, { [fourth]: `${words(fourth).phone} and more` })

  // Deleted there while this device wrote: the chat stays, or goes once more.
  await toConflict(page, last)
  await page.getByText(/^Deleted on .* while you wrote here\./).waitFor()
  await isFine(page)
  await press(button(page, 'Delete again'))
  await eventually(async () => expect(Object.keys(await titlesOn(small))).not.toContain(last))
  await undo(page)
  await seesTitles(both, { [last]: 'five' })
  await toConflict(page, last)
  await press(button(page, 'Keep chat'))
  await seesOpen(both, 0)
  await seesOneTruth(both)
  for (const one of both) expect(await conflictsOn(one)).toHaveLength(5)

  // A whole merge at once, and back; then both answer it apart, each in another way.
  await renameApart(two, [first, second, third], ' again')
  await meet(two)
  await seesOpen(both, 3)
  await show(small, '/conflicts')
  await press(button(small, 'Use everything from this device'))
  await seesOpen(both, 0)
  await show(small, '/conflicts')
  await isFine(small)
  await press(button(small, 'Undo all 3 answers'))
  await seesOpen(both, 3)
  await Promise.all([laptop.goOffline(), phone.goOffline()])
  await toConflict(page, first)
  await press(page.getByRole('checkbox', { name: /^Apply the same choice to 2/ }), 'Space')
  await press(button(page, 'Keep this device'))
  await seesOpen([page], 0)
  await toConflict(small, first)
  await press(button(small, 'Edit merged'))
  await small.keyboard.type(' from the phone')
  await small.keyboard.press('Enter')
  await seesOpen([small], 2)
  await meet(two)
  await seesOpen(both, 0)
  await seesOneTruth(both)
  const told = (await readServer(page)).filter((row) => row.entity === 'conflict')
  expect(told.filter(({ resolvedAt }) => resolvedAt === null)).toEqual([])

  // Nothing is lost of it: each earlier title is in the history, and comes back without a network.
  await laptop.goOffline()
  await show(page, `/c/${fourth}`)
  await press(button(page, /^Actions for Phone/))
  await press(page.getByRole('menuitem', { name: 'Version history' }))
  await page.waitForURL(/\/history$/)
  await button(page, `Restore ${words(fourth).desk}`).waitFor()
  await isFine(page)
  await press(button(page, 'Restore four'))
  await seesTitles([page], { [fourth]: 'four' })
  await laptop.goOnline()
  await seesTitles([small], { [fourth]: 'four' })

  // Who wants the newest to win is not asked; the log tells, and the other version is kept.
  await show(page, '/settings/sync')
  await press(page.getByRole('radio', { name: 'Ask me' }), 'ArrowRight')
  await renameApart(two, [second], ' at last')
  await meet(two)
  await eventually(async () => {
    for (const one of both) {
      const rows = (await conflictsOn(one)).filter(({ entityId }) => entityId === second)
      const newest = rows.toSorted((a, b) => b.createdAt - a.createdAt)[0]
      expect([rows.length, newest?.choice]).toEqual([3, 'kept'])
    }
  })
  await seesOpen(both, 0)
  await show(page, '/sync')
  await page.getByText(/^1 conflict settled as you set it/).waitFor()
  await seesOneTruth(both)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})

test('[K1] [C1] names of folders and texts are kept both, each answered on one of two devices', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const two: Two = { laptop, phone, page: laptop.page(), small: phone.page() }
  const both = [two.page, two.small]
  const chatId = await startChat(two.page, 'How do I get there?')
  await eventually(async () => expect(Object.keys(await titlesOn(two.small))).toHaveLength(1))

  await namesApart(two)
  await textsApart(two, chatId)

  await seesOneTruth(both)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
