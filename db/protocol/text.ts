/** Text that every store can hold: PostgreSQL refuses U+0000, and a lone surrogate is not UTF-8. */

const SURROGATE = /[\uD800-\uDFFF]/
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** False for text with U+0000 or half of a surrogate pair; most text has no surrogate at all. */
export const isStorable = (text: string): boolean =>
  !text.includes('\u0000') && !(SURROGATE.test(text) && LONE_SURROGATE.test(text))

/** The same text with what cannot be stored replaced by U+FFFD; the device passes all input through it. */
export const makeStorable = (text: string): string =>
  isStorable(text)
    ? text
    : text.replaceAll('\u0000', '\uFFFD').replace(new RegExp(LONE_SURROGATE, 'g'), '\uFFFD')

/** Whether the text takes at most so many bytes in UTF-8; short texts need no counting. */
export const isWithin = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || (text.length <= bytes && utf8Length(text) <= bytes)

/** Bytes of the text in UTF-8. */
export const utf8Length = (text: string): number => {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit > 0x7f) bytes += 1
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 1
  }
  return bytes
}
