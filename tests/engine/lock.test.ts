/** Turns: one at a time over all contexts of a device, coalesced within one. */

import { describe, expect, test } from 'vitest'
import { createTurns, LOCK_NAME, type Turn } from '../../sw/engine/lock.ts'
import { createLocks } from './locks.ts'

const never = new AbortController().signal

/** A piece of work that ends when told. */
const gate = () => {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

const turn = (
  log: string[],
  name: string,
  more: Partial<Turn<string>> & { until?: Promise<void> } = {},
): Turn<string> => ({
  key: 'key',
  signal: never,
  work: async () => {
    log.push(`${name} begins`)
    await more.until
    log.push(`${name} ends`)
    return name
  },
  giveUp: async () => `${name} gave up`,
  ...more,
})

describe('turns', () => {
  test('of two contexts on one device never overlap', async () => {
    const locks = createLocks()
    const [page, worker] = [createTurns<string>(locks), createTurns<string>(locks)]
    const log: string[] = []
    const first = gate()

    const turns = [page(turn(log, 'page', { until: first.passed }))]
    await settle()
    turns.push(worker(turn(log, 'worker')), page(turn(log, 'page again')))
    await settle()
    expect(log).toEqual(['page begins'])
    first.open()

    await expect(Promise.all(turns)).resolves.toEqual(['page', 'worker', 'page again'])
    expect(log).toEqual([
      'page begins',
      'page ends',
      'worker begins',
      'worker ends',
      'page again begins',
      'page again ends',
    ])
  })

  test('asked for while one is under way become one more, not many', async () => {
    const take = createTurns<string>(createLocks())
    const log: string[] = []
    const first = gate()
    const running = take(turn(log, 'first', { until: first.passed }))
    await settle()

    const later = ['second', 'third', 'fourth'].map((name) => take(turn(log, name)))
    first.open()

    await expect(running).resolves.toBe('first')
    await expect(Promise.all(later)).resolves.toEqual(['second', 'second', 'second'])
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  })

  test('of different keys are not taken for one another', async () => {
    const take = createTurns<string>(createLocks())
    const log: string[] = []

    const turns = [
      take(turn(log, 'up', { key: 'upload' })),
      take(turn(log, 'down', { key: 'download' })),
    ]

    await expect(Promise.all(turns)).resolves.toEqual(['up', 'down'])
  })

  test('are given up while they wait, and whoever shared one gets one of its own', async () => {
    const locks = createLocks()
    const take = createTurns<string>(locks)
    const log: string[] = []
    const elsewhere = gate()
    const held = locks.request(LOCK_NAME, {}, () => elsewhere.passed)
    const impatient = new AbortController()

    const given = take(turn(log, 'impatient', { signal: impatient.signal }))
    const patient = take(turn(log, 'patient'))
    impatient.abort()
    await expect(given).resolves.toBe('impatient gave up')
    elsewhere.open()
    await held

    await expect(patient).resolves.toBe('patient')
    expect(log).toEqual(['patient begins', 'patient ends'])
  })

  test('that fail say so, and let the next one in', async () => {
    const take = createTurns<string>(createLocks())
    const failing = take({
      ...turn([], 'failing'),
      work: () => Promise.reject(new Error('a bug')),
    })

    await expect(failing).rejects.toThrow('a bug')
    await expect(take(turn([], 'next'))).resolves.toBe('next')
  })
})
