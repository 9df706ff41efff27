/** What any service says or fails to say becomes parts of a reply, in whole characters and within its size. */

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createAssistant } from '../../api/assistant/assistant.ts'
import type { Patience } from '../../api/assistant/patience.ts'
import type { Part } from '../../api/assistant/read-parts.ts'
import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import { fakeAssistant, type FakeAssistant, type Script } from '../world/fake-assistant.ts'

const QUESTION = [{ role: 'user', content: 'How are you?' }] as const
const PATIENT: Patience = { silenceMs: 30_000, wholeMs: 60_000 }
const STOP = { kind: 'finish', reason: 'stop' } as const

interface Heard {
  readonly text: string
  readonly last: Part | undefined
}

const ask = async (
  { url }: Pick<FakeAssistant, 'url'>,
  { patience = PATIENT, signal = new AbortController().signal } = {},
) => createAssistant({ url, key: 'sk-secret', model: 'small' }, patience).ask(QUESTION, signal)

const hear = async (script: Script, patience?: Patience): Promise<Heard> => {
  const fake = await fakeAssistant()
  fake.answerNext(script)
  const asked = await ask(fake, patience === undefined ? {} : { patience })
  if (asked.kind === 'refused') throw new Error(`refused: ${asked.why}`)
  const parts: Part[] = []
  for await (const part of asked.parts) parts.push(part)
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
  return { text, last: parts.at(-1) }
}

const raw = (text: string): Script => [{ kind: 'raw', text }]
const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}`

describe('a question', () => {
  test('names the model, asks for a stream and shows the key', async () => {
    const fake = await fakeAssistant()

    const asked = await ask(fake)
    if (asked.kind === 'answering') for await (const _ of asked.parts) continue

    expect(fake.questions).toEqual([{ model: 'small', stream: true, messages: QUESTION }])
    expect(fake.keys).toEqual(['Bearer sk-secret'])
  })
})

describe('an answer', () => {
  test('comes piece by piece and ends as whole', async () => {
    const heard = await hear(['Fine, ', 'and ', 'you?', STOP])

    expect(heard).toEqual({ text: 'Fine, and you?', last: { kind: 'end', reason: 'stop' } })
  })

  test('says when it is as long as the service allows, or was withheld', async () => {
    const long = await hear(['Once', { kind: 'finish', reason: 'length' }])
    const withheld = await hear([{ kind: 'finish', reason: 'content_filter' }])

    expect(long.last).toEqual({ kind: 'end', reason: 'length' })
    expect(withheld.last).toEqual({ kind: 'end', reason: 'filter' })
  })

  test('is read across lines that end in any way, comments, other fields and chunks without text', async () => {
    const lines = [
      ': waiting',
      'event: message',
      delta('a'),
      '',
      'data: {"choices":[]}',
      'data: {"choices":[{"delta":{"role":"assistant","content":null}}],"usage":null}',
      `${delta('b').replace('data: ', 'data:')}\r`,
      '',
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}',
      'data: [DONE]',
    ]

    expect(await hear(raw(lines.join('\n')))).toEqual({
      text: 'ab',
      last: { kind: 'end', reason: 'stop' },
    })
  })

  test('keeps a character whole whose halves come apart', async () => {
    const halves = [String.raw`{"choices":[{"delta":{"content":"\ud83d"}}]}`]
    halves.push(String.raw`{"choices":[{"delta":{"content":"\ude00!"},"finish_reason":"stop"}]}`)

    const heard = await hear(raw(halves.map((half) => `data: ${half}\n\n`).join('')))

    expect(heard.text).toBe('😀!')
  })

  test('is never longer than a message may be', async () => {
    const piece = '€'.repeat(10_000)
    const heard = await hear([...Array.from({ length: 12 }, () => piece), STOP])

    expect(heard.last).toEqual({ kind: 'end', reason: 'length' })
    expect(utf8Length(heard.text)).toBeLessThanOrEqual(MAX_CONTENT_BYTES)
    expect(utf8Length(heard.text)).toBeGreaterThan(MAX_CONTENT_BYTES - 3)
    expect(heard.text).toMatch(/^€+$/)
  })

  const broken: readonly (readonly [string, Script])[] = [
    ['ends too early', ['So far']],
    ['loses its connection', ['So far', { kind: 'pause', ms: 50 }, { kind: 'cut' }]],
    ['holds a line that is no JSON', ['So far', { kind: 'raw', text: 'data: {"choi\n\n' }, STOP]],
    ['fails in the middle', ['So far', { kind: 'raw', text: 'data: {"error":{}}\n\n' }]],
  ]
  for (const [name, script] of broken)
    test(`that ${name} is a fault, after what came before`, async () => {
      const heard = await hear(script)

      expect(heard.text).toBe('So far')
      expect(heard.last).toMatchObject({ kind: 'fault', fault: { code: 'unavailable' } })
    })

  test('that falls silent is a fault', async () => {
    const heard = await hear(['So far', { kind: 'hold' }], { silenceMs: 300, wholeMs: 60_000 })

    expect(heard.last).toMatchObject({ kind: 'fault', why: expect.stringMatching(/silent/) })
  })

  test('that never ends is a fault', async () => {
    const steps = Array.from({ length: 600 }, () => ['.', { kind: 'pause', ms: 20 } as const])
    const heard = await hear(steps.flat(), { silenceMs: 30_000, wholeMs: 500 })

    expect(heard.last).toMatchObject({ kind: 'fault', fault: { code: 'unavailable' } })
  })

  test('is given up where nobody reads it', async () => {
    const fake = await fakeAssistant()
    fake.answerNext(['So far', { kind: 'hold' }])
    const reading = new AbortController()
    const asked = await ask(fake, { signal: reading.signal })
    if (asked.kind === 'refused') throw new Error('refused')
    await asked.parts.next()

    reading.abort()
    const { value } = await asked.parts.next()

    expect(value).toMatchObject({ kind: 'fault', why: null })
    await expect.poll(fake.givenUp).toBe(1)
  })
})

describe('a refusal', () => {
  const refusals: readonly (readonly [number, string, RegExp])[] = [
    [400, 'rejected', /refused/],
    [401, 'unavailable', /ASSISTANT_KEY/],
    [404, 'unavailable', /ASSISTANT_MODEL/],
    [429, 'rate_limited', /wait/],
    [500, 'unavailable', /500/],
  ]
  for (const [status, code, why] of refusals)
    test(`by ${status} is ${code}, and its reason is for the log`, async () => {
      const fake = await fakeAssistant()
      fake.answerNext({ status, body: '{"error":{"message":"you asked: How are you?"}}' })

      const asked = await ask(fake)

      expect(asked).toMatchObject({ kind: 'refused', fault: { code } })
      expect(asked).toMatchObject({ why: expect.stringMatching(why) })
      expect(JSON.stringify(asked)).not.toContain('How are you')
    })

  test('says how long to wait, in seconds or as a date', async () => {
    const fake = await fakeAssistant()
    const inAMinute = new Date(Date.now() + 60_000).toUTCString()
    fake.answerNext({ status: 429, headers: { 'retry-after': '7' } })
    fake.answerNext({ status: 429, headers: { 'retry-after': inAMinute } })

    const [first, second] = [await ask(fake), await ask(fake)]

    expect(first).toMatchObject({ fault: { retryAfterMs: 7000 } })
    const wait = second.kind === 'refused' ? (second.fault.retryAfterMs ?? 0) : 0
    expect(wait).toBeGreaterThan(20_000)
    expect(wait).toBeLessThanOrEqual(60_000)
  })

  test('is also where nobody listens, and where the first byte never comes', async () => {
    const fake = await fakeAssistant()
    await fake.close()
    const gone = await ask(fake)
    const silent = await fakeAssistant()
    silent.answerNext([{ kind: 'hold' }])
    const asked = await ask(silent, { patience: { silenceMs: 200, wholeMs: 60_000 } })
    const part = asked.kind === 'answering' ? (await asked.parts.next()).value : undefined

    expect(gone).toMatchObject({ kind: 'refused', why: expect.stringMatching(/ECONNREFUSED/) })
    expect(part).toMatchObject({ kind: 'fault', fault: { code: 'unavailable' } })
    await sleep(0)
  })
})
