/** The answer of an OpenAI-compatible service as our own parts: whole characters, within the size of a message. */

import * as z from 'zod/mini'
import type { ReplyPart } from '../../db/protocol/assistant.ts'
import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import { makeStorable } from '../../db/protocol/text.ts'
import { readEvents } from './read-events.ts'
import { cutOff, type Refusal } from './refusal.ts'

export type Part = Exclude<ReplyPart, { kind: 'fault' }> | ({ readonly kind: 'fault' } & Refusal)

/** Others' additions (reasoning, usage, fingerprints) are passed over. */
const chunkSchema = z.object({
  error: z.optional(z.unknown()),
  choices: z.optional(
    z.array(
      z.object({
        delta: z.optional(z.nullable(z.object({ content: z.optional(z.nullable(z.string())) }))),
        finish_reason: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
})

type Reason = Extract<ReplyPart, { kind: 'end' }>['reason']

interface Piece {
  readonly text: string
  readonly reason: Reason | null
}

const DONE = '[DONE]'

/** Ends with `end` or `fault`. Throws what reading the bytes throws. */
export async function* readParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const box = createBox()
  let reason: Reason | null = null
  for await (const data of readEvents(bytes)) {
    if (data === DONE) break
    const piece = readPiece(data)
    if (piece === null) return yield { kind: 'fault', ...cutOff('the assistant broke off') }
    const text = box.take(piece.text)
    if (text !== '') yield { kind: 'text', text }
    if (box.isFull()) return yield { kind: 'end', reason: 'length' }
    reason = piece.reason ?? reason
  }
  // Without a reason it is not known to be whole: its connection ended under it.
  yield reason === null
    ? { kind: 'fault', ...cutOff("the assistant's answer ended too early") }
    : { kind: 'end', reason }
}

/** Null: the service failed in the middle, or says what we do not understand; text may be missing. */
const readPiece = (data: string): Piece | null => {
  const json = parseJson(data)
  const chunk = json.kind === 'ok' ? parseWith(chunkSchema, json.value) : json
  if (chunk.kind === 'broken' || chunk.value.error != null) return null
  const choice = chunk.value.choices?.[0]
  return { text: choice?.delta?.content ?? '', reason: reasonOf(choice?.finish_reason ?? null) }
}

const reasonOf = (theirs: string | null): Reason | null => {
  if (theirs === null || theirs === '') return null
  if (theirs === 'length') return 'length'
  return theirs === 'content_filter' ? 'filter' : 'stop'
}

const HALF_AT_END = /[\uD800-\uDBFF]$/

/** Holds back half a character until its other half has come, and all that is too much for a message. */
const createBox = () => {
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
