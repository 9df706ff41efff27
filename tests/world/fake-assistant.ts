/** Who answers in tests: a server that speaks the OpenAI stream as it is told to, also badly. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { atTheEnd } from './at-the-end.ts'

export type Step =
  /** A piece of text. */
  | string
  | { readonly kind: 'pause'; readonly ms: number }
  /** Goes on when `release` is called. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'finish'; readonly reason: string }
  /** The connection ends where it is. */
  | { readonly kind: 'cut' }

export type Script =
  | readonly Step[]
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }

const questionSchema = z.object({
  model: z.string(),
  stream: z.literal(true),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
})
export type Question = Readonly<z.infer<typeof questionSchema>>

export interface FakeAssistant {
  /** What ASSISTANT_URL is. */
  readonly url: string
  readonly questions: readonly Question[]
  /** What came as `authorization`, for each question. */
  readonly keys: readonly (string | undefined)[]
  /** Answers the next question so; in the order in which they are given. */
  readonly answerNext: (...scripts: readonly Script[]) => void
  /** Lets every answer that is held, now or next, go on. */
  readonly release: () => void
  /** How many answers were given up by whoever asked. */
  readonly givenUp: () => number
  readonly close: () => Promise<void>
}

const USUAL: Script = ['A ', 'reply.', { kind: 'finish', reason: 'stop' }]

const chunk = (choice: object): string =>
  `data: ${JSON.stringify({ id: 'one', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`

const readBody = async (request: IncomingMessage): Promise<Question> => {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += String(piece)
  return questionSchema.parse(JSON.parse(text))
}

/** What is held goes on when the gate is opened, or when nobody reads it any more. */
const createGate = () => {
  const waiting = new Set<() => void>()
  let early = 0
  return {
    wait: (response: ServerResponse): Promise<void> => {
      if (early > 0) {
        early -= 1
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const go = (): void => {
          waiting.delete(go)
          resolve()
        }
        waiting.add(go)
        response.once('close', go)
      })
    },
    open: (): void => {
      if (waiting.size === 0) early += 1
      for (const go of waiting) go()
    },
  }
}

export const startFakeAssistant = async (): Promise<FakeAssistant> => {
  const questions: Question[] = []
  const keys: (string | undefined)[] = []
  const scripts: Script[] = []
  const gate = createGate()
  let givenUp = 0

  const play = async (steps: readonly Step[], response: ServerResponse): Promise<void> => {
    for (const step of steps) {
      if (response.destroyed) return
      if (typeof step === 'string') response.write(chunk({ delta: { content: step } }))
      else if (step.kind === 'pause') await sleep(step.ms)
      else if (step.kind === 'hold') await gate.wait(response)
      else if (step.kind === 'raw') response.write(step.text)
      else if (step.kind === 'cut') response.destroy()
      else response.write(`${chunk({ delta: {}, finish_reason: step.reason })}data: [DONE]\n\n`)
    }
    response.end()
  }

  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      keys.push(request.headers.authorization)
      questions.push(await readBody(request))
      const script = scripts.shift() ?? USUAL
      response.on('close', () => {
        if (!response.writableFinished && !response.errored) givenUp += 1
      })
      if ('status' in script) {
        response.writeHead(script.status, script.headers).end(script.body ?? '')
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      await play(script, response)
    }
    void answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async (): Promise<void> => {
    gate.open()
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    questions,
    keys,
    answerNext: (...next) => void scripts.push(...next),
    release: gate.open,
    givenUp: () => givenUp,
    close,
  }
}

/** One that ends with the test. */
export const fakeAssistant = async (): Promise<FakeAssistant> => {
  const assistant = await startFakeAssistant()
  atTheEnd(assistant.close)
  return assistant
}
