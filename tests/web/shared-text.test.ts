/** What another app shares, put together to one text. */

import { describe, expect, test } from 'vitest'
import { sharedText } from '../../sw/shared-text.ts'

const nothing = { title: '', text: '', url: '', files: [] }

describe('shared text', () => {
  test.each([
    ['nothing', nothing, ''],
    ['a link', { ...nothing, url: 'https://example.com/a' }, 'https://example.com/a'],
    [
      'a page with its title',
      { ...nothing, title: 'A page', url: 'https://example.com/a' },
      'A page\n\nhttps://example.com/a',
    ],
    [
      'a text that holds the link already',
      { ...nothing, text: 'Look: https://example.com/a', url: 'https://example.com/a' },
      'Look: https://example.com/a',
    ],
    [
      'a title that the text repeats',
      { ...nothing, title: 'A page', text: 'A page, and more' },
      'A page, and more',
    ],
    ['files', { ...nothing, title: 'notes', files: ['one\n', ' ', 'two'] }, 'notes\n\none\n\ntwo'],
  ])('%s', (_, share, text) => {
    expect(sharedText(share)).toBe(text)
  })
})
