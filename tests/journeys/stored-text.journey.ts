/** What anybody wrote is text wherever it stands: the page's policy is taken away here, and still nothing runs. */

import { randomUUID } from 'node:crypto'
import type { Page, Route } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { startCanary } from '../world/canary.ts'
import { createNumbering, type WireChange } from '../world/changes.ts'
import { hostileMessages, hostileName } from '../world/hostile-texts.ts'
import { eventually, seesPill } from '../world/person.ts'
import { call, pageHeaders, signInByHand } from '../world/script.ts'

/** No header, no policy in the page, no worker that kept another page. */
const takeWallsDown = async (device: Device): Promise<void> => {
  await device.context.route('**/worker.js', (route) => route.abort())
  // To the browser such a page comes from far away, and its own server is a machine nearby.
  await device.context.grantPermissions(['local-network-access'])
  await device.context.route(
    (url) => url.origin === device.origin && !/^\/(?:api|assets|icons)\//.test(url.pathname),
    async (route: Route) => {
      const response = await route.fetch()
      const headers = { ...response.headers() }
      delete headers['content-security-policy']
      const body = (await response.text()).replace(/<meta http-equiv="Content-Sec[^>]+>/, '')
      await route.fulfill({ response, headers, body })
    },
  )
}

/** What another client of this person sends: a chat of such messages, and a title that two devices changed. */
const writeAll = (messages: readonly string[]): readonly (readonly WireChange[])[] => {
  const [one, other] = [createNumbering(), createNumbering()]
  const [chatId, folderId] = [randomUUID(), randomUUID()]
  const ids = messages.map(() => randomUUID())
  const created = one.createChat(chatId, hostileName('first title'))
  const base = { changeId: created.changeId }
  const titled = { chatId, field: 'title', base }
  return [
    [
      created,
      ...messages.map((content, at) =>
        one.other('message.append', {
          message: {
            id: ids[at],
            chatId,
            parentId: ids[at - 1] ?? null,
            role: at % 2 === 0 ? 'user' : 'assistant',
            content,
            timestamp: Date.now() + at,
            model: hostileName('model').slice(0, 200),
          },
        }),
      ),
      one.other('folder.create', { folder: { id: folderId, name: hostileName('folder') } }),
      one.other('chat.set', { ...titled, value: hostileName('kept') }),
    ],
    // Written a second earlier: two values of one millisecond are told apart by chance.
    [
      {
        ...other.other('chat.set', { ...titled, value: hostileName('lost') }),
        editedAt: Date.now() - 1000,
      },
    ],
  ]
}

/** Runs in the page: a code for each of the other devices, as a person would make them. */
const pairTwice = async (): Promise<readonly string[]> => {
  const headers = { 'content-type': 'application/json', 'x-sync-client': '1' }
  const codes: string[] = []
  for (const body of ['{}', '{}']) {
    const reply = await fetch('/api/devices/pair', { method: 'POST', headers, body })
    const { code }: { code: string } = await reply.json()
    codes.push(code)
  }
  return codes
}

/** A client of this person that is no browser: signs in, sends, and gives itself such a name. */
const sendAs = async (origin: string, code: string, changes: readonly WireChange[]) => {
  const deviceId = randomUUID()
  const headers = pageHeaders(origin, await signInByHand(origin, `Pair ${code}`, deviceId))
  const asked = { protocol: 1, direction: 'upload', deviceId, sentAt: Date.now(), changes }
  const sent = await call(origin, '/api/sync', {
    method: 'POST',
    headers,
    body: JSON.stringify(asked),
  })
  const named = await call(origin, `/api/devices/${deviceId}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ name: hostileName('device').slice(0, 200) }),
  })
  expect([sent.status, named.status]).toEqual([200, 200])
  expect(sent.text).not.toContain('rejected')
}

/** Runs in the page: what is there that no text may bring there. */
const findHarm = (): readonly string[] => {
  const elements =
    'iframe, object, embed, base, style, form[action], meta[http-equiv], script:not([src])'
  const strange = [...document.querySelectorAll(`${elements}, svg script, math`)]
  const handlers = [...document.querySelectorAll('*')].filter((element) =>
    element.getAttributeNames().some((name) => name.startsWith('on')),
  )
  const addresses = [...document.querySelectorAll('a[href], img[src], use[href]')]
    .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
    .filter((address) => !/^(?:https?:\/\/|mailto:|\/|#|blob:)/.test(address))
  const { hits } = globalThis
  return [
    ...(hits === undefined ? [] : [`ran ${hits.map(String).join()}`]),
    ...[...strange, ...handlers].map(({ outerHTML }) => outerHTML.slice(0, 200)),
    ...addresses,
  ]
}

/** From the last message to the first, as a list that keeps only what is near lets it; hovers over every link. */
const readUpwards = async (page: Page): Promise<void> => {
  const feed = page.getByRole('feed')
  await feed.getByRole('article').last().waitFor()
  await feed.hover()
  await eventually(async () => {
    await page.mouse.wheel(0, -400)
    await feed.locator('a[href]').evaluateAll((links) => {
      for (const link of links) link.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
    })
    expect(await page.evaluate(findHarm)).toEqual([])
    expect(await feed.innerText()).toContain('<script>(globalThis.hits=[]).push(/script/)</script>')
  }, 60_000)
}

test('messages, titles, names and values of anybody are shown as text, and run nowhere', async () => {
  const [server, canary] = [await startServer(), await startCanary()]
  const device = await createDevice({ origin: server.origin })
  await takeWallsDown(device)
  const dialogs: string[] = []
  const page = await device.context.newPage()
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const pictures: string[] = []
  await device.context.route('https://pictures.example/**', (route) => {
    pictures.push(route.request().url())
    return route.abort()
  })
  onTestFinished(() => expect([...dialogs, ...device.errors()]).toEqual([]))
  await page.goto(server.signInLink)
  await seesPill(page, /Up to date/)
  const lists = writeAll(hostileMessages(canary.origin))
  const codes = await page.evaluate(pairTwice)
  for (const [at, changes] of lists.entries()) await sendAs(server.origin, codes[at] ?? '', changes)
  const looksAt = async (words: string) => {
    await eventually(async () => expect(await page.locator('body').innerText()).toContain(words))
    expect(await page.evaluate(findHarm)).toEqual([])
  }

  const title = hostileName('kept')
  await page.goto(server.origin)
  await looksAt(title)
  await page.getByRole('link', { name: title }).first().click()
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  expect(await page.title()).toContain('<img src=x onerror=')
  await page.getByRole('article').last().waitFor()
  expect([...canary.asked(), ...pictures]).toEqual([])
  await page
    .getByRole('button', { name: /from pictures\.example/ })
    .first()
    .click()
  await eventually(() => expect(pictures).toEqual(['https://pictures.example/d.png']))
  await looksAt('did not load')
  await readUpwards(page)
  expect(canary.asked()).toEqual([])

  // A menu closes with the list that still moves beneath it.
  await eventually(async () => {
    await page.getByRole('button', { name: 'Actions for this message' }).first().click()
    await page.getByRole('menuitem', { name: 'Details' }).click({ timeout: 2000 })
  })
  await looksAt('model "')
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: /^Actions for (?!this message)/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.keyboard.press('Escape')
  const chat = page.url()
  await page.goto(`${server.origin}/sync`)
  await looksAt('device "')
  await page.goto(`${server.origin}/conflicts`)
  await looksAt(hostileName('lost'))
  await page.locator('main a[href^="/conflicts/"]').first().click()
  const differences = page.getByRole('checkbox', { name: 'Show differences' })
  await differences.waitFor()
  expect(await page.evaluate(findHarm)).toEqual([])
  await differences.uncheck()
  await looksAt(hostileName('lost'))
  await page.goto(`${chat}/history`)
  await looksAt(hostileName('lost'))
  await page.goto(`${server.origin}/share?text=${encodeURIComponent(hostileName('shared'))}`)
  await looksAt(hostileName('shared'))
  await page.goto(`${server.origin}/search?q=${encodeURIComponent('<img src=x onerror')}`)
  await page.locator('mark').first().waitFor()
  await looksAt(title)
  await page
    .getByRole('button', { name: /^Actions for kept/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await page.goto(`${server.origin}/trash`)
  await looksAt(title)
  await page
    .getByRole('button', { name: /^Erase/ })
    .last()
    .click()
  await page.getByRole('dialog').getByText(title).waitFor()
  expect(await page.evaluate(findHarm)).toEqual([])
  const inAddress = encodeURIComponent(hostileName('address'))
  for (const path of [
    `/c/${inAddress}`,
    `/nowhere/${inAddress}?a=${inAddress}#${inAddress}`,
    `/sign-in#code=${inAddress}`,
  ]) {
    await page.goto(`${server.origin}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.evaluate(findHarm)).toEqual([])
  }
  expect(canary.asked()).toEqual([])

  // Taken for markup the same words do run here: nothing but how they are drawn has held them.
  await page.evaluate((markup) => {
    document.body.innerHTML = markup
  }, title)
  await eventually(async () => expect(await page.evaluate(findHarm)).toContain('ran /kept/'))
  await device.context.unrouteAll({ behavior: 'ignoreErrors' })
})
