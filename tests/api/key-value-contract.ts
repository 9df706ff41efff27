/** What every key-value store promises; run against each of them. */

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { KeyValue } from '../../api/key-value/key-value.ts'

const LONG_MS = 60_000
const SHORT_MS = 40

export const keyValueContract = (name: string, open: () => KeyValue): void => {
  const key = () => `test:${randomUUID()}`

  describe(`the key-value store in ${name}`, () => {
    test('gives back what was set', async () => {
      const [one, other] = [key(), key()]

      await expect(open().set(one, 'ünï "code"', LONG_MS)).resolves.toBe(true)
      await expect(open().get(one)).resolves.toEqual({ kind: 'value', value: 'ünï "code"' })
      await expect(open().get(other)).resolves.toEqual({ kind: 'none' })
    })

    test('keeps an empty value apart from none', async () => {
      const one = key()

      await open().set(one, '', LONG_MS)

      await expect(open().get(one)).resolves.toEqual({ kind: 'value', value: '' })
    })

    test('keeps the last value and the last time to live', async () => {
      const one = key()

      await open().set(one, 'first', SHORT_MS)
      await open().set(one, 'second', LONG_MS)
      await sleep(2 * SHORT_MS)

      await expect(open().get(one)).resolves.toEqual({ kind: 'value', value: 'second' })
    })

    test('adds where nothing is, and never over what is there', async () => {
      const one = key()

      const added = await Promise.all(['a', 'b', 'c'].map((text) => open().add(one, text, LONG_MS)))
      const first = await open().get(one)
      await open().set(one, 'set', SHORT_MS)
      await sleep(2 * SHORT_MS)

      expect(added.filter(Boolean)).toHaveLength(1)
      expect(first).toEqual({ kind: 'value', value: ['a', 'b', 'c'][added.indexOf(true)] })
      await expect(open().add(one, 'later', LONG_MS)).resolves.toBe(true)
    })

    test('forgets a value when its time is over', async () => {
      const one = key()

      await open().set(one, 'value', SHORT_MS)
      await sleep(2 * SHORT_MS)

      await expect(open().get(one)).resolves.toEqual({ kind: 'none' })
    })

    test('forgets what is deleted, and deletes twice without complaint', async () => {
      const one = key()
      await open().set(one, 'value', LONG_MS)

      await expect(open().delete(one)).resolves.toBe(true)
      await expect(open().delete(one)).resolves.toBe(true)
      await expect(open().get(one)).resolves.toEqual({ kind: 'none' })
    })

    test('gives a taken value to one of those who ask at once', async () => {
      const one = key()
      await open().set(one, 'secret', LONG_MS)

      const taken = await Promise.all([1, 2, 3, 4].map(() => open().take(one)))

      expect(taken.filter(({ kind }) => kind === 'value')).toEqual([
        { kind: 'value', value: 'secret' },
      ])
    })

    test('takes nothing after its time is over', async () => {
      const one = key()
      await open().set(one, 'secret', SHORT_MS)
      await sleep(2 * SHORT_MS)

      await expect(open().take(one)).resolves.toEqual({ kind: 'none' })
    })

    test('says that it is ready', async () => {
      await expect(open().ready()).resolves.toBe(true)
    })
  })
}
