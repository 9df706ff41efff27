/** A database that the browser threw away is told from one that is new here, or was deleted on purpose. */

import { expect, test } from 'vitest'
import { forgetAge, isAnother } from '../../web/session/database-age.ts'

const storage = (): Storage => {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (at) => [...items.keys()][at] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  }
}

test('a database is another one only where a former one of its name was known', () => {
  const kept = storage()
  const is = (name: string, madeAs: string) => isAnother(kept, { name, madeAs })

  expect(is('chat_anna', 'a1')).toBe(false)
  expect(is('chat_anna', 'a1')).toBe(false)
  expect(is('chat_bert', 'b1')).toBe(false)
  expect(is('chat_anna', 'a2')).toBe(true)
  expect(is('chat_anna', 'a2')).toBe(false)
  forgetAge(kept, 'chat_anna')
  expect(is('chat_anna', 'a3')).toBe(false)
})
