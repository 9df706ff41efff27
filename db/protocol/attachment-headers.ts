/** How the bytes of an attachment are given, by the server and by a device alike: no browser ever runs them. */

/** What an answer that is no page of ours may do when it is opened as one: nothing, from nowhere, in no frame. */
export const INERT_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** Pictures by their first bytes, `?` for any byte: nothing else is shown, whatever it calls itself. */
const PICTURES: readonly (readonly [start: string, type: string])[] = [
  ['\u0089PNG\r\n\u001A\n', 'image/png'],
  ['\u00FF\u00D8\u00FF', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF????WEBP', 'image/webp'],
  ['????ftypavif', 'image/avif'],
  ['????ftypavis', 'image/avif'],
]

/** As many bytes tell all that is told of a picture. */
export const START_BYTES = 12
const MAX_NAME = 120

/** What makes a name a path, a command or something else than it looks like: control and bidi characters too. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}"'\\/:*?<>|%;&$`~]/gu

/** `start` are its first bytes, at least START_BYTES where it has so many; `name` is what a message calls it. */
export const attachmentHeaders = (
  start: Uint8Array,
  name = '',
): Readonly<Record<string, string>> => {
  const picture = PICTURES.find(([signs]) => isSo(start, signs))?.[1]
  return {
    'content-type': picture ?? 'application/octet-stream',
    'content-disposition': `${picture === undefined ? 'attachment' : 'inline'}${named(name)}`,
    'content-security-policy': INERT_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // The device keeps what it wants to keep, where signing out finds it.
    'cache-control': 'no-store',
  }
}

const isSo = (start: Uint8Array, signs: string): boolean =>
  signs.split('').every((sign, at) => sign === '?' || start[at] === sign.charCodeAt(0))

/** RFC 6266: the name in full for today's browsers, in ASCII for all others. */
const named = (name: string): string => {
  const safe = name
    .slice(0, MAX_NAME)
    .replace(UNSAFE, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (safe === '') return ''
  const ascii = safe.replace(/[^ -\u007E]/gu, '_')
  return `; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(safe).replace(/[!()]/g, hex)}`
}

const hex = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
