/** What is said of chats being the same here and in the cloud. */

import { expect, test } from 'vitest'
import { fault } from '../../db/protocol/fault.ts'
import { freedWords } from '../../web/sync/free-up.ts'
import { prove } from '../../web/sync/prove.ts'
import { outcomeWords, verifiedWords } from '../../web/sync/verified-words.ts'
import { fullTime } from '../../web/ui/time-words.ts'

const AT = new Date(2026, 10, 22, 14, 2).getTime()
const DAY_MS = 24 * 60 * 60 * 1000
const verified = { revision: 9, at: AT, wholeAt: AT, chats: 12, differed: 0 }

test('when it was proven is told, and what had to be brought right', () => {
  expect(verifiedWords(undefined, AT)).toMatchObject({ title: 'Not verified yet', tone: 'neutral' })
  expect(verifiedWords(verified, AT)).toEqual({
    title: 'Verified at 14:02',
    text: 'Chats here are the same as in the cloud.',
    tone: 'ok',
  })
  expect(verifiedWords(verified, AT + DAY_MS).title).toBe(`Verified on ${fullTime(AT)}`)
  expect(verifiedWords({ ...verified, differed: 1 }, AT)).toMatchObject({
    text: '1 chat differed and was repaired.',
    tone: 'warn',
  })
  expect(verifiedWords({ ...verified, differed: 2 }, AT).text).toBe(
    '2 chats differed and were repaired.',
  )
})

test('how it ended is only said where that is not known from it', () => {
  expect(outcomeWords({ kind: 'verified', chats: 1, differed: 0 })).toBeNull()
  expect(outcomeWords({ kind: 'failed', fault: fault('unavailable') })).toBe(
    fault('unavailable').message,
  )
  for (const kind of ['later', 'unable', 'interrupted'] as const)
    expect(outcomeWords({ kind })).toMatch(/\.$/)
})

test('what was freed is told with its size, and why where nothing was', () => {
  expect(freedWords({ what: 'text', amount: 2, problem: null })).toContain('2 chats')
  expect(freedWords({ what: 'files', amount: 2048, problem: null })).toContain('2.0 KB')
  expect(freedWords({ what: 'files', amount: 0, problem: null })).toMatch(/nothing/i)
  expect(freedWords({ what: 'text', amount: 0, problem: 'Offline.' })).toBe(
    'Nothing was removed. Offline.',
  )
})

/** A host that moves on so many times before it is level. */
const moving = (times: number) => {
  let asked = 0
  const woken: string[] = []
  const done = { kind: 'done', sent: 0, received: 0, unsent: 0 } as const
  const sync = {
    sync: async () => done,
    verify: async () => {
      asked += 1
      return asked > times
        ? ({ kind: 'verified', chats: 3, differed: 1 } as const)
        : ({ kind: 'later' } as const)
    },
    wake: (trigger: string) => void woken.push(trigger),
  }
  return { sync, woken, asked: () => asked }
}

test('what moved is compared once more, not for ever; what the cloud lacked is sent', async () => {
  const twice = moving(2)
  await expect(prove(twice)).resolves.toMatchObject({ kind: 'verified' })
  expect(twice.woken).toEqual(['write'])
  const always = moving(Infinity)
  await expect(prove(always)).resolves.toEqual({ kind: 'later' })
  expect(always.asked()).toBe(3)
  await expect(prove({ sync: null })).resolves.toEqual({ kind: 'unable' })
})
