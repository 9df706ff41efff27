/** What screen readers are told: in one breath, never twice, never in a hurry; what is urgent at once. */

import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  APART_MS,
  createSpeech,
  REPEAT_AFTER_MS,
  TOGETHER_MS,
  type Remark,
  type Urgency,
} from '../../web/ui/speech.ts'

interface Spoken {
  readonly at: number
  readonly text: string
  readonly urgency: Urgency
}

/** A speech with a clock of its own: `at` sets it forward and lets fall due what does. */
const listen = () => {
  let now = 0
  let due: { readonly at: number; readonly act: () => void }[] = []
  const spoken: Spoken[] = []
  const say = createSpeech({
    now: () => now,
    after: (ms, act) => void due.push({ at: now + ms, act }),
    speak: (text, urgency) => void spoken.push({ at: now, text, urgency }),
  })
  const goTo = (time: number): void => {
    for (;;) {
      const next = due.filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      due = due.filter((one) => one !== next)
      now = next.at
      next.act()
    }
    now = time
  }
  const remark = (text: string, more: Partial<Remark> = {}) =>
    say({ text, urgency: 'polite', topic: text, ...more })
  return { spoken, goTo, remark }
}

describe('what is announced', () => {
  it('within a second is spoken in one breath', () => {
    const { spoken, goTo, remark } = listen()
    remark('One.')
    goTo(900)
    remark('Two.')
    goTo(10_000)

    expect(spoken).toEqual([{ at: TOGETHER_MS, text: 'One. Two.', urgency: 'polite' }])
  })

  it('comes at most once in three seconds', () => {
    const { spoken, goTo, remark } = listen()
    remark('One.')
    goTo(1100)
    remark('Two.')
    goTo(10_000)

    expect(spoken.map(({ at, text }) => [at, text])).toEqual([
      [1000, 'One.'],
      [4000, 'Two.'],
    ])
  })

  it('is not repeated for half a minute, and then it is', () => {
    const { spoken, goTo, remark } = listen()
    for (let at = 0; at <= 40_000; at += 5000) {
      goTo(at)
      remark('The same.')
    }
    goTo(60_000)

    expect(spoken.map(({ at }) => at)).toEqual([1000, 31_000])
  })

  it('about one thing is only the newest', () => {
    const { spoken, goTo, remark } = listen()
    remark("You're offline.", { topic: 'sync' })
    remark('Copied')
    goTo(500)
    remark('Up to date', { topic: 'sync' })
    goTo(10_000)

    expect(spoken.map(({ text }) => text)).toEqual(['Copied Up to date'])
  })

  it('is spoken at once where it is urgent, and what is polite keeps its distance', () => {
    const { spoken, goTo, remark } = listen()
    remark('Polite.')
    goTo(500)
    remark('Urgent!', { urgency: 'assertive' })
    goTo(600)
    remark('Urgent!', { urgency: 'assertive' })
    goTo(10_000)

    expect(spoken).toEqual([
      { at: 500, text: 'Urgent!', urgency: 'assertive' },
      { at: 3500, text: 'Polite.', urgency: 'polite' },
    ])
  })

  it('is never lost, never twice and never crowded, whatever is said when', () => {
    const remarks = fc.array(
      fc.record({
        pause: fc.nat(9000),
        text: fc.constantFrom('A.', 'B.', 'C.', 'D.'),
        urgency: fc.constantFrom<Urgency>('polite', 'polite', 'polite', 'assertive'),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(remarks, (given) => {
        const { spoken, goTo, remark } = listen()
        const asked: { readonly at: number; readonly text: string }[] = []
        let at = 0
        for (const { pause, text, urgency } of given) {
          at += pause
          goTo(at)
          remark(text, { urgency })
          asked.push({ at, text })
        }
        goTo(at + 60_000)

        const polite = spoken.filter(({ urgency }) => urgency === 'polite')
        for (const { at: then } of polite)
          expect(spoken.some((one) => one.at < then && one.at > then - APART_MS)).toBe(false)
        for (const text of ['A.', 'B.', 'C.', 'D.']) {
          const times = spoken.filter((one) => one.text.split(' ').includes(text))
          for (const [index, { at: time }] of times.entries())
            expect(time - (times[index - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(
              REPEAT_AFTER_MS,
            )
          for (const one of asked.filter((remarked) => remarked.text === text))
            expect(times.some((time) => Math.abs(time.at - one.at) <= REPEAT_AFTER_MS * 2)).toBe(
              true,
            )
        }
      }),
    )
  })
})
