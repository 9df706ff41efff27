/** A server that answers every sync in one way, whatever is asked: ill, mute, full, or forgetful. */

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Answering {
  readonly port: number
}

export type Manner =
  /** It takes the request and says nothing. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'status'; readonly status: number; readonly body: string }

const answer = (response: ServerResponse, manner: Manner): void => {
  if (manner.kind === 'silence') return
  response.writeHead(manner.status, { 'content-type': 'application/json' })
  response.end(manner.body)
}

/** Stands where the app's own server stood, for everything but the app's files, which the device has. */
export const startAnswering = async (manner: Manner): Promise<Answering> => {
  const server = createServer((request, response) => {
    request.resume()
    answer(response, manner)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { port: address.port }
}
