/** Keeping order: folders by keyboard alone, chats carried, archived and deleted several at once, on two devices. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { beyondFootPx, findViolations, sidewaysPx, smallControls } from '../world/audit.ts'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesPill, signIn, startChat } from '../world/person.ts'
import { linkForNextDevice } from '../world/scene.ts'

const UP_TO_DATE = /Up to date/

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

const row = (page: Page, title: string) => page.locator('[data-chat] > a', { hasText: title })
const line = (page: Page, name: string) => page.locator('[data-line] > a', { hasText: name })

const seesInList = (page: Page, titles: readonly string[]): Promise<void> =>
  eventually(async () =>
    expect((await page.locator('[data-chat] a [dir]').allTextContents()).toSorted()).toEqual(
      titles,
    ),
  )

/** The lines over the list as they are read out: the name, and how many chats. */
const seesLines = (page: Page, lines: readonly string[]): Promise<void> =>
  eventually(async () => {
    const names = page.locator('[data-line] > a')
    const read = await names.evaluateAll((links) =>
      links.map((link) => {
        const name = link.querySelector('[dir]')?.textContent
        return `${name}: ${link.querySelector('.sr-only')?.textContent}`
      }),
    )
    expect(read).toEqual(lines)
  })

const seesFocusOn = (page: Page, words: string): Promise<void> =>
  eventually(async () =>
    expect(
      await page.evaluate(() => document.activeElement?.closest('a, button')?.textContent),
    ).toContain(words),
  )

const makeByKeys = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'New folder' }).focus()
  await press(page, 'Enter')
  await page.getByRole('textbox', { name: 'Name of the folder' }).waitFor()
  await page.keyboard.type(name)
  await press(page, 'Enter')
  await seesFocusOn(page, name)
}

const goesInByKeys = async (page: Page): Promise<void> => {
  await makeByKeys(page, 'Kitchen')
  await press(page, 'F2')
  await page.keyboard.type('Cooking')
  await press(page, 'Enter')
  await seesFocusOn(page, 'Cooking')
  // Down from the last line to the chats, and one of them into the folder.
  await press(page, 'ArrowDown', 'End')
  await seesFocusOn(page, 'bread')
  await press(page, 'Shift+F10')
  await page.locator('[role=menuitem]:focus').waitFor()
  await page.getByRole('menuitem', { name: 'Move to folder…' }).press('Enter')
  await page.getByRole('dialog', { name: 'Move “bread”' }).waitFor()
  await press(page, 'ArrowDown', 'Enter')
  await seesLines(page, ['All chats: 4 chats', 'Cooking: 1 chat'])
  await line(page, 'Cooking').focus()
  await press(page, 'Enter')
  await seesInList(page, ['bread'])
  await seesFocusOn(page, 'Cooking')
}

/** Where it was gone to, with no network: the address leads there, and what begins there stays there. */
const staysOffline = async (page: Page, device: Device): Promise<void> => {
  await device.goOffline()
  await page.reload()
  await seesInList(page, ['bread'])
  await page.getByRole('textbox', { name: 'Start a new chat in Cooking…' }).fill('yeast')
  await press(page, 'Enter')
  await seesInList(page, ['bread', 'yeast'])
  await device.goOnline()
  await line(page, 'All chats').click()
  await seesInList(page, ['bread', 'maps', 'rain', 'tea', 'yeast'])
}

const selectsByKeys = async (page: Page): Promise<void> => {
  await row(page, 'rain').focus()
  await press(page, 'Space', 'Shift+ArrowDown')
  const bar = page.getByRole('toolbar', { name: '2 chats selected' })
  await bar.waitFor()
  await page.locator('[data-announcer=polite]', { hasText: '2 chats selected' }).waitFor()
  await bar.getByRole('button', { name: 'Pin to the top' }).press('Enter')
  await page.getByRole('heading', { name: 'Pinned' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await page.getByRole('heading', { name: 'Pinned' }).waitFor({ state: 'detached' })
  await row(page, 'maps').focus()
  await press(page, 'Control+A')
  await page.getByRole('toolbar', { name: '5 chats selected' }).waitFor()
  await press(page, 'Escape')
  await page.getByRole('toolbar').waitFor({ state: 'detached' })
  // One toast with one Undo for all of them.
  await press(page, 'Space', 'Shift+ArrowDown', 'Delete')
  await eventually(async () => expect(await page.locator('[data-chat]').count()).toBe(3))
  await page.getByText('2 chats moved to the trash.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await seesInList(page, ['bread', 'maps', 'rain', 'tea', 'yeast'])
}

const carriesAndArchives = async (page: Page): Promise<void> => {
  await row(page, 'maps').click({ modifiers: ['Control'] })
  await row(page, 'rain').click()
  await row(page, 'rain').dragTo(line(page, 'Cooking'))
  await seesLines(page, ['All chats: 5 chats', 'Cooking: 4 chats'])
  await page.getByRole('toolbar').waitFor({ state: 'detached' })
  await row(page, 'tea').click({ modifiers: ['Control'] })
  await page.getByRole('button', { name: 'Archive' }).click()
  await seesLines(page, ['All chats: 4 chats', 'Cooking: 4 chats', 'Archive: 1 chat'])
  await line(page, 'Archive').click()
  await seesInList(page, ['tea'])
  await page.getByRole('button', { name: 'Actions for tea' }).click()
  await page.getByRole('menuitem', { name: 'Unarchive' }).click()
  await page.getByText('Nothing archived').waitFor()
  await line(page, 'All chats').click()
}

const deletedAndBack = async (page: Page): Promise<void> => {
  await line(page, 'Cooking').focus()
  await press(page, 'Delete')
  await page.getByRole('dialog', { name: 'Delete folder “Cooking”?' }).waitFor()
  await press(page, 'ArrowDown')
  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  await seesInList(page, ['tea'])
  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByText('stays here for 30 days').waitFor()
  await page.getByRole('button', { name: 'Restore folder Cooking with 4 chats' }).click()
  await seesLines(page, ['All chats: 5 chats', 'Cooking: 4 chats'])
}

const faultsOf = async (page: Page, where: string): Promise<readonly string[]> => {
  const violations = await findViolations(page)
  return [
    ...violations.map(({ id, targets }) => `${where}: ${id} at ${targets.join(' | ')}`),
    ...(await smallControls(page)).map((name) => `${where}: ${name}`),
    ...((await sidewaysPx(page)) > 0 ? [`${where} is too wide`] : []),
    ...((await beyondFootPx(page)) > 0 ? [`${where} is too tall`] : []),
  ]
}

/** With all of it on the screen: the tree, a selection, its bar, and the dialog. */
const looksRight = async (page: Page): Promise<readonly string[]> => {
  const faults: string[] = []
  const looks = [
    { colorScheme: 'light', dir: 'ltr', width: 1280 },
    { colorScheme: 'dark', dir: 'rtl', width: 1280 },
    { colorScheme: 'light', dir: 'rtl', width: 360 },
    { colorScheme: 'dark', dir: 'ltr', width: 360 },
  ] as const
  for (const { colorScheme, dir, width } of looks) {
    const where = `${width} ${colorScheme} ${dir}`
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate((way) => {
      document.documentElement.dir = way
    }, dir)
    const fold = page.getByRole('button', { name: 'Folders', exact: true })
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click()
    await row(page, 'tea').click({ modifiers: ['Control'] })
    faults.push(...(await faultsOf(page, where)))
    await page.getByRole('button', { name: 'Move to folder…' }).click()
    await page.getByRole('dialog').waitFor()
    faults.push(...(await faultsOf(page, `dialog ${where}`)))
    await press(page, 'Escape')
    await page.getByRole('button', { name: 'Select none' }).click()
  }
  return faults
}

type Spot = { readonly x: number; readonly y: number }

/** A finger, as the browser itself would report it. */
const fingerOn = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  const put = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: readonly Spot[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] })
  const spotOf = async (title: string): Promise<Spot> => {
    const box = await row(page, title).boundingBox()
    if (box === null) throw new Error(`${title} is not on the screen`)
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  return {
    hold: async (title: string, isHeld: () => Promise<unknown>) => {
      await put('touchStart', await spotOf(title))
      await isHeld()
      await put('touchEnd')
    },
    tap: async (title: string) => {
      await page.waitForTimeout(LONGER_THAN_A_DOUBLE_TAP_MS)
      await put('touchStart', await spotOf(title))
      await page.evaluate(() => new Promise(requestAnimationFrame))
      await put('touchEnd')
    },
    /** Begins on a row, moves on before it is a press, and lies still for longer than one. */
    drag: async (title: string) => {
      const { x, y } = await spotOf(title)
      await put('touchStart', { x, y })
      for (let step = 1; step <= 6; step += 1) await put('touchMove', { x, y: y - 15 * step })
      await page.waitForTimeout(LONGER_THAN_A_PRESS_MS)
      await put('touchEnd')
    },
    end: () => session.send('Emulation.setTouchEmulationEnabled', { enabled: false }),
  }
}

const LONGER_THAN_A_PRESS_MS = 600
const LONGER_THAN_A_DOUBLE_TAP_MS = 350

/** By finger: a long press selects, then taps do; scrolling does not, and nothing else opens. */
const selectsByFinger = async (page: Page): Promise<void> => {
  await page.setViewportSize({ width: 360, height: 640 })
  await page.evaluate(() => {
    document.documentElement.dir = 'ltr'
  })
  const finger = await fingerOn(page)
  const seesSelected = (count: number) =>
    eventually(async () => {
      const marks = page.locator('[data-chat] .sr-only', { hasText: 'Selected' })
      expect(await marks.count()).toBe(count)
    })
  await finger.drag('tea')
  await seesSelected(0)
  await finger.hold('tea', () => seesSelected(1))
  await page.getByRole('toolbar', { name: '1 chat selected' }).waitFor()
  await finger.tap('maps')
  await seesSelected(2)
  await finger.hold('rain', () => seesSelected(3))
  await page.getByRole('toolbar', { name: '3 chats selected' }).waitFor()
  await finger.hold('rain', () => seesSelected(2))
  await page.getByRole('toolbar', { name: '2 chats selected' }).waitFor()
  expect(await page.evaluate(() => String(getSelection()))).toBe('')
  expect(await page.locator(':popover-open').count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/')
  await page.getByRole('button', { name: 'Select none' }).click()
  await seesSelected(0)
  await finger.tap('maps')
  await page.waitForURL(/\/c\//)
  await finger.end()
  await page.goBack()
}

test('[C1] folders keep order by keyboard, pointer and several at once, and two devices end alike', async () => {
  const server = await startServer()
  const laptop = await createDevice({ origin: server.origin })
  const page = await signIn(laptop, server.signInLink)
  for (const words of ['bread', 'tea', 'maps', 'rain']) await startChat(page, words)
  await goesInByKeys(page)
  await staysOffline(page, laptop)
  await selectsByKeys(page)
  await carriesAndArchives(page)
  await deletedAndBack(page)
  await page.goto(server.origin)
  await seesInList(page, ['bread', 'maps', 'rain', 'tea', 'yeast'])
  expect(await looksRight(page)).toEqual([])
  await selectsByFinger(page)
  await seesPill(page, UP_TO_DATE)

  await page.setViewportSize({ width: 1280, height: 800 })
  const desk = await createDevice({ origin: server.origin })
  const other = await signIn(desk, await linkForNextDevice(page))
  await seesLines(other, ['All chats: 5 chats', 'Cooking: 4 chats'])
  // Without knowing of each other: a name, a folder, and two chats on their way into two folders.
  await Promise.all([laptop.goOffline(), desk.goOffline()])
  await line(page, 'Cooking').focus()
  await press(page, 'F2')
  await page.keyboard.type('Baking')
  await press(page, 'Enter')
  await makeByKeys(other, 'Weather')
  await row(other, 'rain').dragTo(line(other, 'Weather'))
  await row(page, 'tea').dragTo(line(page, 'Baking'))
  await seesLines(page, ['All chats: 5 chats', 'Baking: 5 chats'])
  await Promise.all([laptop.goOnline(), desk.goOnline()])
  for (const one of [page, other])
    await seesLines(one, ['All chats: 5 chats', 'Baking: 4 chats', 'Weather: 1 chat'])
  expect([...laptop.errors(), ...desk.errors()]).toEqual([])
})
