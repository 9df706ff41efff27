/** Takes the pieces of a text: whole characters, and no more of them than a message may hold. */

import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { makeStorable } from '../../db/protocol/text.ts'

const HALF_AT_END = /[\uD800-\uDBFF]$/

/** Holds back half a character until its other half has come, and all that is too much for a message. */
export const createContentBox = () => {
  let room = MAX_CONTENT_BYTES
  let half = ''
  let isFull = false
  const take = (piece: string): string => {
    const whole = half + piece
    half = HALF_AT_END.exec(whole)?.[0] ?? ''
    const text = makeStorable(half === '' ? whole : whole.slice(0, -1))
    const bytes = Buffer.from(text)
    isFull = bytes.length > room
    const fitting = isFull ? cutBytes(bytes, room) : text
    room -= Buffer.byteLength(fitting)
    return fitting
  }
  return { take, isFull: () => isFull }
}

/** As many whole characters as fit. */
const cutBytes = (bytes: Buffer, limit: number): string =>
  new TextDecoder().decode(bytes.subarray(0, limit), { stream: true })
