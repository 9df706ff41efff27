/** How attachments are given: shown only where their bytes are a picture, named so that the name is nothing but a name. */

import { describe, expect, test } from 'vitest'
import { attachmentHeaders, START_BYTES } from '../../db/protocol/attachment-headers.ts'

const startOf = (text: string): Uint8Array => Buffer.from(text, 'latin1').subarray(0, START_BYTES)
const typeOf = (text: string): string | undefined =>
  attachmentHeaders(startOf(text))['content-type']
const namedAs = (name: string): string =>
  attachmentHeaders(startOf('bytes'), name)['content-disposition'] ?? ''

describe('an attachment', () => {
  test('is a picture only where its first bytes are those of one', () => {
    expect(
      [
        '\u0089PNG\r\n\u001A\n…',
        '\u00FF\u00D8\u00FF\u00E0',
        'GIF89a/*',
        'GIF87a',
        'RIFF\u0001\u0002\u0003\u0004WEBPVP8',
        '\0\0\0 ftypavif',
        '\0\0\0 ftypavis',
      ].map(typeOf),
    ).toEqual([
      'image/png',
      'image/jpeg',
      'image/gif',
      'image/gif',
      'image/webp',
      'image/avif',
      'image/avif',
    ])
    for (const other of [
      '',
      '\u0089PNG',
      'GIF8',
      'GIF90a',
      ' GIF89a',
      'RIFF\u0001\u0002\u0003\u0004WAVE',
      '\0\0\0 ftypheic',
      '<svg xmlns="http://www.w3.org/2000/svg">',
      '<!doctype html>',
      '<?xml version="1.0"?>',
      '%PDF-1.7',
      'BM',
    ])
      expect(typeOf(other), other).toBe('application/octet-stream')
  })

  test('has no power in any browser, whatever it is', () => {
    for (const bytes of ['GIF89a', '<script>', ''])
      expect(attachmentHeaders(startOf(bytes))).toMatchObject({
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      })
    expect(attachmentHeaders(startOf('GIF89a'))['content-disposition']).toBe('inline')
    expect(namedAs('')).toBe('attachment')
  })

  test('keeps its name in every language, and nothing in it that means more than a name', () => {
    expect(namedAs('holiday plan.pdf')).toBe(
      `attachment; filename="holiday plan.pdf"; filename*=UTF-8''holiday%20plan.pdf`,
    )
    expect(namedAs('Überblick (2).txt')).toBe(
      `attachment; filename="_berblick (2).txt"; filename*=UTF-8''%C3%9Cberblick%20%282%29.txt`,
    )
    expect(namedAs('../../etc/passwd')).toContain('filename="_.._etc_passwd"')
    expect(namedAs('a"; filename="b.exe')).toContain(`filename="a__ filename=_b.exe"`)
    expect(namedAs('a\r\nset-cookie: b=c')).not.toMatch(/[\r\n:]/)
    // Right to left from there on: it would look as if it ended in .txt.
    expect(namedAs('photo\u202Etxt.exe')).toContain('filename="photo_txt.exe"')
    expect(namedAs('\uD800')).toContain('filename="_"')
    expect(namedAs('x'.repeat(5000)).length).toBeLessThan(400)
    for (const nothing of ['', ' ', '...', '. .']) expect(namedAs(nothing)).toBe('attachment')
  })

  test('has headers that any server may send', () => {
    for (const name of ['a', 'ü', '日本', '\0', '"', 'é'.repeat(300), '\u2028'])
      expect(() => new Headers(attachmentHeaders(startOf('x'), name))).not.toThrow()
  })
})
