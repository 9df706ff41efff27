/** Attachments are bytes and pictures, never pages or scripts: opened, embedded, from the server and from the device. */

import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { startCanary } from '../world/canary.ts'
import { hostileFiles, type HostileFile } from '../world/hostile-files.ts'
import { signIn } from '../world/person.ts'

const bytesOf = (file: HostileFile): Buffer => Buffer.from(file.text, 'latin1')
const hashOf = (file: HostileFile): string =>
  createHash('sha256').update(bytesOf(file)).digest('hex')
const pathOf = (file: HostileFile): string =>
  `/api/attachments/${hashOf(file)}?name=${encodeURIComponent(file.name)}`

interface Sent {
  readonly sha256: string
  readonly text: string
}

const sentOf = (file: HostileFile): Sent => ({ sha256: hashOf(file), text: file.text })

/** Runs in the page: all go to the server, as the engine sends them. */
const store = async (files: readonly Sent[]): Promise<readonly number[]> =>
  Promise.all(
    files.map(async ({ sha256, text }) => {
      const body = Uint8Array.from(text, (sign) => sign.charCodeAt(0))
      const headers = { 'content-type': 'application/octet-stream', 'x-sync-client': '1' }
      const reply = await fetch(`/api/attachments/${sha256}`, { method: 'PUT', headers, body })
      return reply.status
    }),
  )

interface Kept {
  readonly database: string
  readonly files: readonly Sent[]
}

/** Runs in the page: all are kept in this database, as if the device had them. */
const keep = ({ database, files }: Kept): Promise<void> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(database)
    opening.addEventListener('upgradeneeded', () =>
      opening.result.createObjectStore('attachments', { keyPath: 'sha256' }),
    )
    opening.addEventListener('success', () => {
      const transaction = opening.result.transaction('attachments', 'readwrite')
      for (const { sha256, text } of files) {
        const bytes = new Blob([Uint8Array.from(text, (sign) => sign.charCodeAt(0))], {
          type: 'text/html',
        })
        const size = text.length
        transaction
          .objectStore('attachments')
          .put({ sha256, mime: 'text/html', size, bytes, isSent: 1, addedAt: 0 })
      }
      transaction.addEventListener('complete', () => {
        opening.result.close()
        resolve()
      })
      transaction.addEventListener('error', reject)
    })
  })

/** Runs in the page: the answer to each, its headers that matter with it. */
const ask = async (paths: readonly string[]): Promise<readonly unknown[]> =>
  Promise.all(
    paths.map(async (path) => {
      const reply = await fetch(path)
      const names = [
        'content-type',
        'content-disposition',
        'content-security-policy',
        'x-content-type-options',
        'cross-origin-resource-policy',
        'cache-control',
      ]
      const bytes = new Uint8Array(await reply.arrayBuffer())
      return [reply.status, names.map((name) => reply.headers.get(name)), [...bytes].join()]
    }),
  )

const hitsOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => localStorage.getItem('hits'))

/** Opens it in a page of its own: what it was saved as, or the origin that a shown picture has. */
const openAsDocument = async (device: Device, file: HostileFile): Promise<string> => {
  const page = await device.context.newPage()
  const saved = page.waitForEvent('download', { timeout: 60_000 }).then(
    (download) => `saved as ${download.suggestedFilename()}`,
    () => 'not saved',
  )
  const shown = page
    .goto(`${device.origin}${pathOf(file)}`)
    .then(() => page.evaluate(() => `shown in ${origin}`))
    // Where it is saved there is no page.
    .catch(() => saved)
  const outcome = await Promise.race([saved, shown])
  await page.close()
  return outcome
}

const OPENED = (file: HostileFile): string =>
  file.isPicture === true ? 'shown in null' : `saved as ${file.name}`

test('[P1] no attachment runs in our origin, opened or embedded, given by the server or by the device', async () => {
  const [server, canary] = [await startServer(), await startCanary()]
  const device = await createDevice({ origin: server.origin })
  const files = hostileFiles(canary.origin)
  const page = await signIn(device, server.signInLink)
  expect(await page.evaluate(store, files.map(sentOf))).toEqual(files.map(() => 201))
  const byServer = await page.evaluate(ask, files.map(pathOf))
  for (const file of files) expect(await openAsDocument(device, file)).toBe(OPENED(file))

  // Another person's device database lies beside: it is nobody's business.
  const foreign = { ...files[0], name: 'foreign.html', mime: 'text/html', text: '<p>foreign</p>' }
  await page.evaluate(keep, { database: 'chat_other', files: [sentOf(foreign)] })
  await page.evaluate(keep, { database: 'chat_owner', files: files.map(sentOf) })
  expect(await page.evaluate(ask, [pathOf(foreign)])).toMatchObject([{ 0: 404 }])
  await server.stop()
  expect(await page.evaluate(ask, files.map(pathOf))).toEqual(byServer)
  for (const file of files) expect(await openAsDocument(device, file)).toBe(OPENED(file))
  await expect(page.evaluate(ask, [pathOf(foreign)])).rejects.toThrow('fetch')

  await server.startAgain()
  await device.context.route('**/embedding', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: files
        .map(pathOf)
        .map(
          (path) => `<script src="${path}"></script><iframe src="${path}"></iframe>
            <object data="${path}"></object><embed src="${path}"><img src="${path}" alt="">
            <link rel="stylesheet" href="${path}">`,
        )
        .join(''),
    }),
  )
  await page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
  })
  await page.goto(`${server.origin}/embedding`, { waitUntil: 'load' })
  expect(await hitsOf(page)).toBeNull()
  expect(canary.asked()).toEqual([])

  // As themselves, the same files do run: these are no blanks.
  await device.context.route('**/bare/*', (route) => {
    const file = files.find(({ name }) => route.request().url().endsWith(name))
    const { mime: contentType } = file ?? { mime: '' }
    return route.fulfill({ contentType, body: file === undefined ? '' : bytesOf(file) })
  })
  for (const name of ['page.html', 'drawing.svg', 'page.xhtml', 'feed.xml', 'both.png'])
    await page.goto(`${server.origin}/bare/${name}`)
  expect(await hitsOf(page)).toBe('html svg xhtml xml png ')
})
