/** What keys mean in the feed of messages, and which of its rows stay on the page. */

import { describe, expect, test } from 'vitest'
import { feedStep } from '../../web/chats/feed-keys.ts'
import { keptIndexes } from '../../web/chats/use-kept-rows.ts'

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
})

describe('in the feed', () => {
  test.each([
    ['PageDown', {}, 'next'],
    ['PageUp', {}, 'previous'],
    ['Home', { ctrlKey: true }, 'before-feed'],
    ['End', { ctrlKey: true }, 'after-feed'],
    ['ArrowLeft', { altKey: true }, 'older'],
    ['ArrowRight', { altKey: true }, 'newer'],
  ])('%s with %o goes to %s', (key, more, step) => {
    expect(feedStep(press(key, more))).toBe(step)
  })

  test.each([
    ['PageDown', { ctrlKey: true }],
    ['PageDown', { shiftKey: true }],
    ['Home', {}],
    ['ArrowLeft', {}],
    ['ArrowLeft', { altKey: true, metaKey: true }],
    ['ArrowLeft', { altKey: true, ctrlKey: true }],
    ['a', {}],
  ])('%s with %o is left to the browser', (key, more) => {
    expect(feedStep(press(key, more))).toBeNull()
  })
})

describe('the rows that stay on the page', () => {
  const rows = Array.from({ length: 1000 }, (_, at) => `row ${at}`)

  test('are the focused one, those of the selection with all between, and what is asked for', () => {
    const kept = { focused: 'row 9', selected: ['row 3', 'row 5'] } as const

    expect(keptIndexes(rows, kept, ['row 700', null])).toEqual([3, 4, 5, 9, 700])
  })

  test('are none that are not on this branch', () => {
    const kept = { focused: 'gone', selected: ['gone', 'row 5'] } as const

    expect(keptIndexes(rows, kept, [])).toEqual([])
  })

  test('are never so many that drawing them stops the page', () => {
    const all = { focused: null, selected: ['row 0', 'row 999'] } as const

    expect(keptIndexes(rows, all, [])).toHaveLength(401)
  })
})
