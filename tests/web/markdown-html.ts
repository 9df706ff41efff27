/** Messages drawn in Node, and their HTML reduced to what a test is about. */

import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Markdown } from '../../web/markdown/markdown.tsx'

export const html = (text: string): string =>
  renderToStaticMarkup(createElement(Markdown, { text }))

const CODE_HEAD =
  /<div><div><span>[^<]*<\/span>(?:<button[^>]*><\/button>){2}<\/div><section aria-label="([^"]*)">(<pre>.*?<\/pre>)<\/section><\/div>/gs

/** Tags without what only looks are made of. */
export const bare = (text: string): string =>
  html(text)
    .replaceAll(/<svg.*?<\/svg>/gs, '')
    .replaceAll(/ (?:class|dir|rel|target|title|tabindex|scope|type|aria-pressed)="[^"]*"/g, '')
    .replaceAll(CODE_HEAD, '<section $1>$2</section>')
    .replace(/^<div>(.*)<\/div>$/s, '$1')

const CHARACTERS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&amp;': '&',
}

/** What a person reads of it. */
export const visible = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:lt|gt|quot|#x27|amp);/g, (code) => CHARACTERS[code] ?? code)

export const tagsIn = (markup: string): readonly string[] =>
  [...markup.matchAll(/<([a-z][a-z\d]*)/g)].map(([, name = '']) => name)

export const addressesIn = (markup: string): readonly string[] =>
  [...markup.matchAll(/ (?:href|src|action|formaction|xlink:href)="([^"]*)"/g)].map(
    ([, address = '']) => address,
  )
