/** What a search shows of a message: the words that were looked for, marked as they were written. */

import { describe, expect, test } from 'vitest'
import { readWords } from '../../db/device/search-words.ts'
import { mark, snippetOf, type SnippetPart } from '../../web/search/snippet.ts'

const written = (parts: readonly SnippetPart[]): string =>
  parts.map(({ text, isFound }) => (isFound ? `[${text}]` : text)).join('')

const snippet = (text: string, typed: string): string => written(snippetOf(text, readWords(typed)))

describe('a snippet', () => {
  test('marks every word where it stands, as it was written', () => {
    expect(snippet('A Crème brûlée, one more creme', 'creme BRULEE')).toBe(
      'A [Crème] [brûlée], one more [creme]',
    )
    expect(snippet('Ｆｕｌｌ width', 'full')).toBe('[Ｆｕｌｌ] width')
    expect(snippet('eins zwei', 'drei')).toBe('eins zwei')
  })

  test('begins a little before the first of them, and is one or two lines long', () => {
    const long = `${'before and before '.repeat(200)}the needle stands here${' and after'.repeat(200)}`

    const found = snippet(long, 'needle')

    expect(found).toMatch(/^… .{10,60}\[needle\] stands here/)
    expect(found.length).toBeLessThan(230)
  })

  test('finds it again also where folding makes the text longer or shorter', () => {
    const before = 'ﬃ e\u0301 ﷺ '.repeat(60)

    expect(snippet(`${before}needle`, 'needle')).toMatch(/\[needle\]$/)
  })

  test('never splits a letter from its marks, nor a pair', () => {
    expect(written(mark('e\u0301te\u0301 👩‍👩‍👧 fin', ['ete']))).toBe('[e\u0301te\u0301] 👩‍👩‍👧 fin')
  })

  test('takes overlapping words once', () => {
    expect(written(mark('abcabc', ['abc', 'bc']))).toBe('[abc][abc]')
  })
})
