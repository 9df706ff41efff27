/** A new version of the app is offered, never forced: what is being typed and what waits stays. */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { ROOT } from '../world/folders.ts'
import { eventually, seesMessage, seesPill, signIn, startChat } from '../world/person.ts'

/** A copy of the build inside the repository, where its packages are found; its page can be changed. */
const copyBuild = (): { readonly entry: string; readonly release: (mark: string) => void } => {
  const folder = join(ROOT, '.cache/journeys', `build-${process.pid}-${Date.now()}`)
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  const page = join(folder, 'dist/web/index.html')
  const worker = join(folder, 'dist/web/worker.js')
  return {
    entry: join(folder, 'dist/server/server.js'),
    release: (mark) => {
      const html = readFileSync(page, 'utf8')
      writeFileSync(page, html.replace('</head>', `<meta name="release" content="${mark}"></head>`))
      // As the bundler does: the worker's list names the page by a hash of its bytes.
      const list = /(revision:["'`]?|"revision":")[0-9a-f]{32}(?=[^}]*index\.html)/
      const script = readFileSync(worker, 'utf8')
      expect(script).toMatch(list)
      writeFileSync(worker, script.replace(list, `$1${mark.padStart(32, '0')}`))
      for (const file of [page, worker])
        for (const ending of ['.br', '.gz']) rmSync(`${file}${ending}`, { force: true })
    },
  }
}

const releaseOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('meta[name=release]')?.getAttribute('content') ?? null)

const messageBox = (page: Page) => page.getByRole('textbox', { name: /^Message/ })

test('a new version waits for the person, keeps drafts in every tab, and then is in charge', async () => {
  const build = copyBuild()
  const server = await startServer({ entry: build.entry })
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  const chatId = await startChat(page, 'before the update')
  await seesPill(page, /Up to date/)
  const other = await device.open(`/c/${chatId}`)
  await seesMessage(other, 'before the update')

  build.release('c0ffee')
  await server.stop()
  await server.startAgain()
  await messageBox(page).fill('half a thought')
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update()
  })
  await page.getByText('Update ready.').waitFor()
  expect(await releaseOf(page)).toBeNull()
  expect(await messageBox(page).inputValue()).toBe('half a thought')

  await page.getByRole('button', { name: 'Reload' }).click()
  await eventually(async () => expect(await releaseOf(page)).toBe('c0ffee'))
  await eventually(async () => expect(await messageBox(page).inputValue()).toBe('half a thought'))
  await other.getByText('The app was updated in another tab.').waitFor()
  expect(await releaseOf(other)).toBeNull()
  await seesMessage(other, 'before the update')

  await other.getByRole('button', { name: 'Reload' }).click()
  await eventually(async () => expect(await releaseOf(other)).toBe('c0ffee'))
  await seesPill(other, /Up to date/)
})
