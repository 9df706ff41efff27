/** The list is as wide as somebody made it, within what both panes can bear. */

import { afterEach, expect, test, vi } from 'vitest'
import {
  clampWidth,
  keepWidth,
  LEAST_WIDTH,
  MOST_WIDTH,
  readWidth,
  USUAL_WIDTH,
  widthByKey,
} from '../../web/ui/list-width.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const holdShelf = (kept: string | null) => {
  const shelf = new Map(kept === null ? [] : [['listWidth', kept]])
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => shelf.get(key) ?? null,
    setItem: (key: string, value: string) => void shelf.set(key, value),
  })
}

test('the arrow towards the chat widens it, in either direction of writing', () => {
  expect(widthByKey('ArrowRight', 320, false)).toBeGreaterThan(320)
  expect(widthByKey('ArrowLeft', 320, false)).toBeLessThan(320)
  expect(widthByKey('ArrowLeft', 320, true)).toBeGreaterThan(320)
  expect(widthByKey('ArrowRight', 320, true)).toBeLessThan(320)
})

test('it goes to its ends and back to the usual, and no further', () => {
  expect(widthByKey('Home', 320, false)).toBe(LEAST_WIDTH)
  expect(widthByKey('End', 320, false)).toBe(MOST_WIDTH)
  expect(widthByKey('Enter', 300, false)).toBe(USUAL_WIDTH)
  expect(widthByKey('ArrowRight', MOST_WIDTH, false)).toBe(MOST_WIDTH)
  expect(widthByKey('x', 320, false)).toBeNull()
  expect(clampWidth(3)).toBe(LEAST_WIDTH)
  expect(clampWidth(9_000)).toBe(MOST_WIDTH)
})

test.each([
  [null, USUAL_WIDTH],
  ['wide', USUAL_WIDTH],
  ['300', 300],
  ['9000', MOST_WIDTH],
])('what is kept as %j is %i wide', (kept, width) => {
  holdShelf(kept)
  expect(readWidth()).toBe(width)
})

test('it is kept for the next start', () => {
  holdShelf(null)
  keepWidth(288)
  expect(readWidth()).toBe(288)
})
