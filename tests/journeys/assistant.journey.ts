/** Replies: seen while they are written, stopped, asked for again, kept through a reload, and on every device. */

import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { fakeAssistant, type FakeAssistant, type Step } from '../world/fake-assistant.ts'
import {
  eventually,
  messageBox,
  seesMessage,
  seesPill,
  send,
  signIn,
  startChat,
} from '../world/person.ts'
import { linkForNextDevice, startWired } from '../world/scene.ts'
import { messagesOf, readStored } from '../world/storage.ts'

const HOLD: Step = { kind: 'hold' }
const STOP: Step = { kind: 'finish', reason: 'stop' }

const onTheWay = (page: Page) => page.getByRole('article', { name: 'Reply on its way' })
const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop the reply' })
const getReply = (page: Page) => page.getByRole('button', { name: 'Get a reply' })

const A_FEW_LINES_PX = 100
const LINES: readonly Step[] = Array.from({ length: 60 }, (_, at): readonly Step[] => [
  `Line ${at}\n\n`,
  { kind: 'pause', ms: 30 },
]).flat()

const awayFromEnd = (page: Page): Promise<number> =>
  page.getByRole('feed').evaluate((feed) => feed.scrollHeight - feed.clientHeight - feed.scrollTop)

/** A server that answers as the test says, and a laptop that knows it. */
const begin = async () => {
  const fake = await fakeAssistant()
  const { server, wire } = await startWired({
    env: { ASSISTANT_URL: fake.url, ASSISTANT_MODEL: 'small' },
  })
  const laptop = await createDevice({ origin: wire.origin })
  const page = await signIn(laptop, server.signInLink)
  await page.waitForFunction(() => localStorage.getItem('assistant') === 'yes')
  onTestFinished(() => expect(laptop.errors()).toEqual([]))
  return { fake, server, wire, laptop, page }
}

const regenerate = async (page: Page, fake: FakeAssistant, text: string): Promise<void> => {
  fake.answerNext([text, STOP])
  const article = page.getByRole('article').filter({ hasText: 'So far, so good.' })
  await article.hover()
  await article.getByRole('button', { name: 'Regenerate' }).click()
  await seesMessage(page, text)
}

test('a reply is seen while it is written, can be had again, and reaches the other device', async () => {
  const { fake, server, wire, page } = await begin()
  const phone = await createDevice({ origin: wire.origin, isPhone: true })
  const small = await signIn(phone, await linkForNextDevice(page))
  fake.answerNext(['So far', HOLD, ', so good.', STOP])

  await startChat(page, 'How is it going?')
  await onTheWay(page).getByText('So far', { exact: true }).waitFor()
  await stopButton(page).waitFor()
  fake.release()
  await seesMessage(page, 'So far, so good.')
  await onTheWay(page).waitFor({ state: 'detached' })
  await stopButton(page).waitFor({ state: 'detached' })

  await small.getByRole('link', { name: /How is it going/ }).click()
  await seesMessage(small, 'So far, so good.')

  await regenerate(page, fake, 'Another one.')
  await page.getByText('2 of 2', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Previous version' }).click()
  await seesMessage(page, 'So far, so good.')
  await seesMessage(small, 'Another one.')
  expect(fake.questions.map(({ messages }) => messages)).toEqual([
    [{ role: 'user', content: 'How is it going?' }],
    [{ role: 'user', content: 'How is it going?' }],
  ])

  // Where the server answers no more, nothing of it is shown.
  await server.stop()
  const mute = await server.startAgain({ ASSISTANT_URL: '', ASSISTANT_MODEL: '' })
  wire.aim(mute.port)
  await page.reload()
  await page.waitForFunction(() => localStorage.getItem('assistant') === 'no')
  await startChat(page, 'Only a note')
  await seesPill(page, /Up to date/)
  expect(await getReply(page).count()).toBe(0)
  expect(await stopButton(page).count()).toBe(0)
})

test('a reply stays as far as it came, waits for a network, and says why where there is none', async () => {
  const { fake, laptop, page } = await begin()
  fake.answerNext(['First part', HOLD], ['Second part', HOLD], ['Third.', STOP])

  await startChat(page, 'Tell me a story')
  await onTheWay(page).getByText('First part').waitFor()
  await page.keyboard.press('Escape')
  await seesMessage(page, 'First part')
  await expect.poll(fake.givenUp).toBe(1)

  await send(page, 'Go on')
  await onTheWay(page).getByText('Second part').waitFor()
  await messageBox(page).fill('and then?')
  await messageBox(page).press('Enter')
  await page.getByText('You can send when the reply has ended, or stop it.').waitFor()
  // It is kept every second.
  await page.waitForTimeout(1500)
  await page.reload()
  await seesMessage(page, 'Second part')
  // What is sent in the moment before the cut reply is a message stands beside it.
  await eventually(async () => {
    const kept = messagesOf(await readStored(page)).map(({ content }) => content)
    expect(kept).toContain('Second part')
  })
  await expect.poll(() => messageBox(page).inputValue()).toBe('and then?')
  await messageBox(page).press('Enter')
  await seesMessage(page, 'Third.')
  expect(fake.questions[2]?.messages.map(({ content }) => content)).toEqual([
    'Tell me a story',
    'First part',
    'Go on',
    'Second part',
    'and then?',
  ])
  expect(await page.locator('article').count()).toBe(6)
  await page.keyboard.press('Alt+r')
  await expect.poll(() => page.locator('article:focus').innerText()).toContain('Third.')

  fake.answerNext([...LINES, HOLD, STOP])
  await send(page, 'A long one')
  await onTheWay(page).getByText('Line 30', { exact: true }).waitFor()
  expect(await awayFromEnd(page)).toBeLessThan(A_FEW_LINES_PX)
  await page.getByRole('feed').hover()
  await page.mouse.wheel(0, -A_FEW_LINES_PX)
  await expect.poll(() => awayFromEnd(page)).toBeGreaterThan(2 * A_FEW_LINES_PX)
  fake.release()
  await stopButton(page).waitFor({ state: 'detached' })
  expect(await awayFromEnd(page)).toBeGreaterThan(2 * A_FEW_LINES_PX)
  await page.getByRole('button', { name: /Go to the newest/ }).click()

  await laptop.goOffline()
  await send(page, 'Written on a train')
  await getReply(page).waitFor()
  await page.getByText('Replies need a connection.').waitFor()
  expect(await getReply(page).isDisabled()).toBe(true)

  await laptop.goOnline()
  fake.answerNext({ status: 500 })
  await getReply(page).click({ timeout: 60_000 })
  await page.getByRole('feed').getByText('The assistant is not available now.').waitFor()
  fake.answerNext(['Here I am.', STOP])
  await page.getByRole('button', { name: 'Try again' }).click()
  await seesMessage(page, 'Here I am.')
  expect(await getReply(page).count()).toBe(0)
})
