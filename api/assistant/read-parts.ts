/** The answer of an OpenAI-compatible service as our own parts: whole characters, within the size of a message. */

import * as z from 'zod/mini'
import type { ReplyPart } from '../../db/protocol/assistant.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import { createContentBox } from './content-box.ts'
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
  const box = createContentBox()
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
