/** What stands beside a link, what a message is without its marks, and which way its parts run. */

import { describe, expect, test } from 'vitest'
import { directionOf } from '../../web/markdown/direction.ts'
import { hostBeside, safeUrl } from '../../web/markdown/links.ts'
import { toPlainText } from '../../web/markdown/plain-text.ts'
import { html } from './markdown-html.ts'

const beside = (href: string, text: string): string | undefined => {
  const url = safeUrl(href)
  if (url === undefined) throw new Error(`${href} is not followed`)
  return hostBeside(url, text)
}

describe('beside a link', () => {
  test.each([
    ['https://evil.example/', 'bank.com', 'evil.example'],
    ['https://evil.example/', 'https://bank.com/login', 'evil.example'],
    ['https://evil.example/', 'Go to bank.com now', 'evil.example'],
    ['https://evil.example/', 'evil.example or bank.com', 'evil.example'],
    ['https://bank.com.evil.example/', 'bank.com', 'bank.com.evil.example'],
    ['https://bank.com@evil.example/', 'https://bank.com@evil.example/', 'evil.example'],
    ['https://аpple.com/', 'apple.com', 'xn--pple-43d.com'],
    ['https://аpple.com/', 'https://аpple.com/', 'xn--pple-43d.com'],
    ['https://аpple.com/', 'a shop', 'xn--pple-43d.com'],
    ['mailto:evil@b.example', 'me@bank.com', 'evil@b.example'],
  ])('to %s called %j stands the real host', (href, text, host) => {
    expect(beside(href, text)).toBe(host)
  })

  test.each([
    ['https://bank.com/', 'bank.com'],
    ['https://www.bank.com/', 'Bank.com'],
    ['https://bank.com/a/b.md', 'https://bank.com/a/b.md'],
    ['https://nodejs.org/', 'node.js'],
    ['https://b.example/', 'a word'],
    ['https://b.example/', 'e.g. this, v1.2 or 3.14'],
    ['https://xn--pple-43d.com/', 'xn--pple-43d.com'],
    ['mailto:a@b.example', 'a@b.example'],
    ['mailto:a@b.example', 'write to me'],
  ])('to %s called %j stands nothing', (href, text) => {
    expect(beside(href, text)).toBeUndefined()
  })
})

describe('a message as plain text', () => {
  test.each([
    ['# A\n\n**b** *c* ~~d~~ `e`', 'A\n\nb c d e'],
    ['a\nb', 'a\nb'],
    ['[a](https://b.example/c) https://d.example', 'a (https://b.example/c) https://d.example'],
    ['- a\n  - b\n- c', '- a\n  - b\n- c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['- [x] a\n- [ ] b', '- [x] a\n- [ ] b'],
    ['- a\n\n- b', '- a\n- b'],
    ['> a\n> b', '> a\n> b'],
    ['```ts\nconst a = 1\n\n  b\n```', 'const a = 1\n\n  b'],
    ['|a|b|\n|-|-|\n|1|*2*|', 'a\tb\n1\t2'],
    ['![a](https://b.example/c.png)', 'a (https://b.example/c.png)'],
    ['a &amp; b \\*c\\*', 'a & b *c*'],
    ['<b>a</b><br>c', '<b>a</b>\nc'],
    ['a\n\n---\n\nb', 'a\n\n---\n\nb'],
  ])('%j is %j', (markdown, plain) => {
    expect(toPlainText(markdown)).toBe(plain)
  })
})

describe('direction', () => {
  test('is that of the first letter', () => {
    expect(directionOf('1. مرحبا and')).toBe('rtl')
    expect(directionOf('«שלום»')).toBe('rtl')
    expect(directionOf('a مرحبا')).toBe('ltr')
    expect(directionOf('12')).toBe('ltr')
  })

  test('is every block’s own; code runs from the left', () => {
    expect(html('- مرحبا')).toContain('<ul dir="rtl"')
    expect(html('> مرحبا')).toContain('<blockquote dir="rtl"')
    expect(html('|مرحبا|\n|-|')).toMatch(/<section [^>]*dir="rtl"/)
    expect(html('```\nمرحبا\n```')).toContain('<div dir="ltr"')
    for (const tag of ['p', 'h3', 'li', 'th', 'td'])
      expect(html('# a\n\nb\n\n- c\n\n|d|\n|-|\n|e|')).toMatch(
        new RegExp(`<${tag}[^>]* dir="auto"`),
      )
  })
})
