/** Chats proven equal to the cloud's: what went bad in the browser is found and repaired; room is made, and read on. */

import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'
import {
  canonicalServer,
  canonicalStored,
  OWNER,
  readServer,
  readStored,
} from '../world/storage.ts'

const part = (page: Page, name: string): Locator => page.getByRole('region', { name })

/** Within the browser's own database, as a bad disk would. */
const inDatabase = (page: Page, act: 'spoil' | 'age'): Promise<void> =>
  page.evaluate(
    async ([name, what]) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(new Error('cannot open')))
      })
      const store = what === 'spoil' ? 'blocks' : 'chats'
      const transaction = db.transaction(store, 'readwrite')
      const records = transaction.objectStore(store)
      const all = records.getAll()
      all.addEventListener('success', () => {
        for (const record of all.result) {
          if (what === 'age') records.put({ ...record, activeAt: 1 })
          else
            records.put({
              ...record,
              messages: record.messages
                .slice(1)
                .map((message: object) => Object.assign(message, { content: 'gone bad' })),
            })
        }
      })
      await new Promise((resolve) => {
        transaction.addEventListener('complete', resolve)
      })
      db.close()
    },
    [`chat_${OWNER}`, act] as const,
  )

const seesServersRows = (page: Page): Promise<void> =>
  eventually(async () => {
    const rows = await readServer(page)
    expect(canonicalStored(await readStored(page))).toBe(canonicalServer(rows))
  })

test('[C1] [N3] a spoilt block is found and repaired by “Verify now”; text goes to make room, and is read on', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  const chatId = await startChat(page, 'The first words')
  await send(page, 'The second words')
  await seesPill(page, 'Up to date')
  await page.goto(new URL('/sync', page.url()).href)
  const status = part(page, 'Status')
  await status.getByText(/^(Verified at|Not verified yet)/).waitFor()
  await inDatabase(page, 'spoil')

  await status.getByRole('button', { name: 'Verify now' }).click()

  await status.getByText('1 chat differed and was repaired.').waitFor()
  await status.getByText(/^Verified at \d\d:\d\d$/).waitFor()
  await seesServersRows(page)
  const metrics = await fetch(new URL('/api/metrics', server.origin))
  expect(await metrics.text()).toMatch(/^chat_sync_divergences_total 1$/m)
  await status.getByRole('button', { name: 'Verify now' }).click()
  await status.getByText('Chats here are the same as in the cloud.').waitFor()
  await part(page, 'Log').getByText('1 chat differed from the cloud').waitFor()

  await inDatabase(page, 'age')
  await page.reload()
  const storage = part(page, 'Storage on this device')
  await storage.getByText('Text of 1 older chat').waitFor()
  await storage.getByRole('button', { name: 'Free up text' }).click()
  await storage.getByText('The text of 1 chat is in the cloud alone now.').waitFor()
  expect((await readStored(page)).blocks).toEqual([])

  await page.goto(new URL(`/c/${chatId}`, page.url()).href)
  await page.getByRole('button', { name: 'Download' }).click()
  await seesMessage(page, 'The first words')
  await seesMessage(page, 'The second words')
  await seesServersRows(page)
})
