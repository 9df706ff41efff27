/** No text makes a message dangerous or incomplete: schemes, elements, and every word that was written. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toPlainText } from '../../web/markdown/plain-text.ts'
import { addressesIn, html, tagsIn, visible } from './markdown-html.ts'

const ELEMENTS = new Set(
  'a bdi blockquote br button code del div em h3 h4 h5 h6 hr input li ol p path pre rect circle line polyline section span strong svg table tbody td th thead tr ul'.split(
    ' ',
  ),
)

const isFollowed = (address: string): boolean => /^(?:https?:\/\/|mailto:)/.test(address)

/** Everything in what is drawn of the text that should not be there. */
const harmIn = (text: string): readonly string[] => {
  const markup = html(text)
  return [
    ...tagsIn(markup).filter((name) => !ELEMENTS.has(name)),
    ...addressesIn(markup).filter((address) => !isFollowed(address)),
    ...(/<[^>]* (?:on[a-z]+|style)=/.exec(markup.replaceAll(/"[^"]*"/g, '')) ?? []),
  ]
}

const SCHEMES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java&#10;script:alert(1)',
  'java&Tab;script:alert(1)',
  '\u0001javascript:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'blob:https://b.example/1',
  'file:///etc/passwd',
  'filesystem:https://b.example/1',
  'view-source:javascript:alert(1)',
  'intent://b.example',
  '//b.example',
  'https:javascript:alert(1)@',
]

const AROUND: readonly ((href: string) => string)[] = [
  (href) => `[a](${href})`,
  (href) => `[a](<${href}>)`,
  (href) => `[a](${href} "t\\" onclick=alert(1)")`,
  (href) => `![a](${href})`,
  (href) => `[![a](${href})](${href})`,
  (href) => `[a][r]\n\n[r]: ${href}`,
  (href) => `[a][r]\n\n[r]: <${href}> "t"`,
  (href) => `![a][r]\n\n[r]: ${href}`,
  (href) => `<${href}>`,
  (href) => href,
  (href) => `<a href="${href}">a</a>`,
  (href) => `<img src="${href}" onerror="alert(1)">`,
  (href) => `- [a](${href})\n\n|a|\n|-|\n|[a](${href})|`,
  (href) => `**[*a*](${href})** ~~![a](${href})~~`,
]

const HTML = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>*{display:none}</style>',
  '<a href="javascript:alert(1)">a</a>',
  '<math><mtext></p><style><img src=x onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<div style="position:fixed">',
  '<br onclick=alert(1)>',
  '```"><img src=x onerror=alert(1)>\nx\n```',
  '`<img src=x onerror=alert(1)>`',
  '|<script>|\n|-|\n|<img onerror=alert(1)>|',
  '# <form action="javascript:alert(1)">',
  '![" onerror="alert(1)](https://b.example/" onerror="alert(1)")',
]

describe('a message', () => {
  test.each(SCHEMES)('leads nowhere by %j', (href) => {
    expect(AROUND.flatMap((around) => harmIn(around(href)))).toEqual([])
  })

  test.each(HTML)('shows %j as text', (text) => {
    expect(harmIn(text)).toEqual([])
  })

  test('asks for no picture by itself', () => {
    const markup = html('![a](https://b.example/c.png) ![b][r]\n\n[r]: https://b.example/d.png')

    expect(markup).not.toContain('<img')
    expect(markup).not.toContain('c.png')
  })

  test('tells a page it leads to neither where from nor who opened it', () => {
    expect(html('[a](https://b.example)')).toContain(
      'target="_blank" rel="noopener noreferrer nofollow"',
    )
  })
})

const FRAGMENTS = [
  '*', '**', '_', '__', '~~', '`', '```', '```ts\n', '~~~', '\n', '\n\n', ' ', '    ', '\t', '# ',
  '> ', '- ', '1. ', '- [ ] ', '- [x] ', '|', '|-|\n', '---', '===', '[', ']', '(', ')', '![', '](',
  '[r]', '[r]: https://b.example\n', '<', '>', '<b>', '</b>', '<br>', '<script>', '<!--', '-->',
  '&amp;', '&#65;', '&lt', '\\', '\\*', 'https://b.example/x', 'www.b.example', 'a@b.example',
  'javascript:alert(1)', '[a](javascript:x)', '[a](https://b.example)', '![a](https://b.example/i)',
  'data:text/html,x', '"', "'", 'مرحبا', '😀', '\u0000', '\u202E', 'xn--e1afmkfd.example', '\r\n',
] // prettier-ignore

const marked = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6, unit: 'binary' })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))

/** Words that no rule of Markdown touches, with marks between them. */
const worded = fc
  .array(fc.tuple(fc.constantFrom(...FRAGMENTS), fc.integer({ min: 0, max: 999_999 })), {
    maxLength: 40,
  })
  .map((parts) => parts.map(([mark, word]) => ({ mark, word: `w${word}w` })))

describe('whatever is written', () => {
  test('is drawn, and harmless', () => {
    fc.assert(
      fc.property(marked, (text) => {
        expect(harmIn(text)).toEqual([])
        expect(toPlainText(text)).toBeTypeOf('string')
      }),
      { numRuns: 1500 },
    )
  })

  test('can be read: no word of it is lost', () => {
    fc.assert(
      fc.property(worded, (parts) => {
        const text = parts.map(({ mark, word }) => `${mark} ${word} `).join('')
        const markup = html(text)
        const read = `${visible(markup)} ${addressesIn(markup).join(' ')} ${markup}`
        const lost = parts.filter(({ word }) => !read.includes(word))
        expect(lost.map(({ word }) => word)).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })
})
