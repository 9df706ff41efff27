/** The device reads a reply part by part, and knows how it ended whatever comes. */

import { describe, expect, it } from 'vitest'
import type { ReplyPart } from '../../db/protocol/assistant.ts'
import type { AskEnd } from '../../web/assistant/ask-end.ts'
import { createAsk } from '../../web/assistant/ask.ts'

const line = (part: ReplyPart): string => `data: ${JSON.stringify(part)}\n\n`
const START = line({ kind: 'start', model: 'small' })
const END = line({ kind: 'end', reason: 'stop' })
const text = (words: string): string => line({ kind: 'text', text: words })

const EVENTS = { 'content-type': 'text/event-stream; charset=utf-8' }

interface Scripted {
  readonly pieces: readonly (string | Uint8Array)[]
  readonly neverEnds?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

const responseOf = ({ pieces, neverEnds = false, headers = EVENTS }: Scripted): Response => {
  const waiting = [...pieces]
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = waiting.shift()
      if (piece !== undefined)
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
      else if (!neverEnds) controller.close()
      else return new Promise(() => undefined)
      return undefined
    },
  })
  return new Response(body, { headers })
}

interface Heard {
  readonly end: AskEnd
  readonly text: string
  readonly models: readonly string[]
}

const hear = async (
  fetch: (path: string, init: RequestInit) => Promise<Response>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Heard> => {
  const models: string[] = []
  let heard = ''
  const end = await createAsk({ fetch, userId: 'anna', silenceMs: 200 })({
    messages: [{ role: 'user', content: 'hello' }],
    signal,
    onModel: (model) => void models.push(model),
    onText: (piece) => (heard += piece),
  })
  return { end, text: heard, models }
}

const hearPieces = (...pieces: readonly (string | Uint8Array)[]): Promise<Heard> =>
  hear(async () => responseOf({ pieces }))

/** Fails as fetch does where the signal is aborted. */
const abortable =
  (response: Response) =>
  async (_: string, { signal }: RequestInit): Promise<Response> => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    void response.body?.pipeTo(writable, signal == null ? {} : { signal }).catch(() => undefined)
    return new Response(readable, { headers: response.headers })
  }

describe('a reply', () => {
  it('is asked for as this person, with the messages alone', async () => {
    const asked: unknown[] = []
    await hear(async (path, init) => {
      asked.push(path, init.method, new Headers(init.headers).get('x-expect-user'), init.body)
      return responseOf({ pieces: [END] })
    })

    const body = JSON.stringify({ messages: [{ role: 'user', content: 'hello' }] })
    expect(asked).toEqual(['/api/assistant', 'POST', 'anna', body])
  })

  it('is whole with its end, signs of life passed over', async () => {
    const heard = await hearPieces(START, text('So '), ': ping\n\n', text('far.'), END)

    expect(heard).toEqual({ end: { kind: 'whole' }, text: 'So far.', models: ['small'] })
  })

  it('is put together wherever the network cuts it', async () => {
    const bytes = new TextEncoder().encode(START + text('Grüße 👋') + END)
    const heard = await hearPieces(...Array.from(bytes, (_, at) => bytes.slice(at, at + 1)))

    expect(heard.text).toBe('Grüße 👋')
    expect(heard.end).toEqual({ kind: 'whole' })
  })

  it('is cut where it was too long or withheld', async () => {
    for (const reason of ['length', 'filter'] as const)
      expect((await hearPieces(text('x'), line({ kind: 'end', reason }))).end).toEqual({
        kind: 'cut',
      })
  })

  it('is lost where it breaks off, is not of our form, or is a page of somebody else', async () => {
    expect((await hearPieces(START, text('So far'))).end).toEqual({ kind: 'lost' })
    expect((await hearPieces('data: {"kind":"text"}\n\n', END)).end).toEqual({ kind: 'lost' })
    expect((await hearPieces('data: <html>\n\n', END)).end).toEqual({ kind: 'lost' })
    const headers = { 'content-type': 'text/html' }
    expect((await hear(async () => responseOf({ pieces: [END], headers }))).end.kind).toBe('lost')
    expect((await hear(() => Promise.reject(new TypeError('no network')))).end.kind).toBe('lost')
  })

  it('is lost where nothing comes any more', async () => {
    const fetch = abortable(responseOf({ pieces: [text('So far')], neverEnds: true }))

    expect(await hear(fetch)).toMatchObject({ end: { kind: 'lost' }, text: 'So far' })
  })

  it('is stopped by the person, with what has come', async () => {
    const stopping = new AbortController()
    const fetch = abortable(responseOf({ pieces: [text('So far')], neverEnds: true }))
    setTimeout(() => stopping.abort(), 50)

    const heard = await hear(fetch, stopping.signal)

    expect(heard).toMatchObject({ end: { kind: 'stopped' }, text: 'So far' })
  })

  it('is a fault, also in the middle', async () => {
    const fault = { code: 'rate_limited', message: 'Wait.' } as const
    const refused = async () => Response.json({ protocol: 1, fault }, { status: 429 })

    expect((await hear(refused)).end).toEqual({ kind: 'fault', fault })
    expect((await hearPieces(text('x'), line({ kind: 'fault', fault }))).end).toEqual({
      kind: 'fault',
      fault,
    })
    expect((await hear(async () => new Response('oops', { status: 502 }))).end.kind).toBe('lost')
  })
})
