/** Two people on one server and on one device: neither sees, pushes or learns anything of the other's. */

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { SESSION_LOCK } from '../../sw/sign-out.ts'
import { createDevice } from '../world/browser.ts'
import { eventually, openChat, seesMessage, seesPill, send, startChat } from '../world/person.ts'
import { signInAs, startForPeople } from '../world/scene.ts'
import { call, pageHeaders, signInByHand } from '../world/script.ts'
import { readServer, readStored } from '../world/storage.ts'

const ANNA = 'user_anna'
const BERT = 'user_bert'

const createOf = (userId: string): string =>
  JSON.stringify({
    protocol: 1,
    direction: 'full',
    deviceId: 'the-same-device',
    sentAt: 1,
    changes: [
      {
        changeId: 'the-same-change',
        seq: 1,
        editedAt: 1,
        kind: 'chat.create',
        chat: { id: 'the-same-chat', title: `secret of ${userId}`, timestamp: 1 },
      },
      {
        changeId: 'the-same-other-change',
        seq: 2,
        editedAt: 1,
        kind: 'message.append',
        message: {
          id: 'the-same-message',
          chatId: 'the-same-chat',
          parentId: null,
          role: 'user',
          content: `words of ${userId}`,
          timestamp: 1,
        },
      },
    ],
  })

/** The next person's cookie is put there by hand: the app's own sign-in waits for this by itself. */
const hasToldSignOut = async (page: Page): Promise<void> => {
  await eventually(async () =>
    expect(await page.evaluate(async () => (await fetch('/api/session')).status)).toBe(204),
  )
  await page.evaluate((lock) => navigator.locks.request(lock, () => undefined), SESSION_LOCK)
}

describe('two people', () => {
  test('[P1] who use the same ids have each their own, and cannot touch the other’s devices', async () => {
    const { wire, tokens } = await startForPeople()
    const { origin } = wire
    const headersOf = async (userId: string, deviceId: string) => {
      const bearer = `Bearer ${await tokens.sign(userId)}`
      return pageHeaders(origin, await signInByHand(origin, bearer, deviceId))
    }
    const anna = await headersOf(ANNA, 'device-of-anna')
    const bert = await headersOf(BERT, 'device-of-bert')

    for (const [userId, headers] of [
      [ANNA, anna],
      [BERT, bert],
    ] as const) {
      const said = await call(origin, '/api/sync', {
        method: 'POST',
        headers,
        body: createOf(userId),
      })
      expect(said.status).toBe(200)
      expect(JSON.parse(said.text)).toMatchObject({
        results: [{ outcome: 'applied' }, { outcome: 'applied' }],
        page: { rows: [{ title: `secret of ${userId}` }, { content: `words of ${userId}` }] },
      })
    }

    const devices = await call(origin, '/api/devices', { headers: bert })
    const status = await call(origin, '/api/sync', { headers: bert })
    const renamed = await call(origin, '/api/devices/device-of-anna', {
      method: 'PATCH',
      headers: bert,
      body: '{"name": "mine"}',
    })
    const revoked = await call(origin, '/api/devices/device-of-anna', {
      method: 'DELETE',
      headers: bert,
    })
    const stillThere = await call(origin, '/api/session', { headers: anna })
    expect([devices.text, status.text].join()).not.toMatch(/anna/)
    expect([renamed.code, revoked.code]).toEqual(['not_found', 'not_found'])
    expect(stillThere.status).toBe(200)
  })

  test('[P1] [N3] on one device: sign-out asks while something is unsent, and the next person finds nothing', async () => {
    const { wire, tokens } = await startForPeople()
    const device = await createDevice({ origin: wire.origin })
    const page = await signInAs(device, tokens, ANNA)
    await startChat(page, 'secret of anna')
    await seesPill(page, /Up to date/)

    wire.cut()
    await send(page, 'unsent words of anna')
    await page.goto(`${wire.origin}/settings`)
    await page.getByRole('button', { name: /^Sign out/ }).click()
    const question = page.getByRole('dialog')
    await question.getByText(/1 change/).waitFor()
    await question.getByRole('button', { name: /Stay|Cancel/ }).click()
    expect((await readStored(page, ANNA)).outbox).toHaveLength(1)

    wire.pass()
    await page.goto(wire.origin)
    await seesPill(page, /Up to date/, 60_000)
    await page.goto(`${wire.origin}/settings`)
    await page.getByRole('button', { name: /^Sign out/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Sign out|Remove/ })
      .click()
    await seesPill(page, /On this device/)
    await hasToldSignOut(page)
    await device.closePages()

    const bertPage = await signInAs(device, tokens, BERT)
    await startChat(bertPage, 'from bert')
    await seesPill(bertPage, /Up to date/)
    expect(await bertPage.getByText(/anna/).count()).toBe(0)
    expect(JSON.stringify(await readServer(bertPage))).not.toMatch(/anna/)

    const other = await createDevice({ origin: wire.origin })
    const annaAgain = await signInAs(other, tokens, ANNA)
    await openChat(annaAgain, /secret of anna/)
    await seesMessage(annaAgain, 'unsent words of anna')
    expect(JSON.stringify(await readServer(annaAgain))).not.toMatch(/bert/)
  })
})
