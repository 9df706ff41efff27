/** A small stand-in for Clerk's Backend API: its keys, its people, and who may ask. */

import { createPublicKey } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { putOnPort } from './put-on-port.ts'

export interface ClerkBackend {
  readonly url: string
  readonly secretKey: string
  /** What was asked, as method and path. */
  readonly asked: readonly string[]
}

interface ClerkBackendSettings {
  /** The PEM of the key that it says it signs with. */
  readonly jwtKey: string
  /** By id: whether they are banned. */
  readonly people: Readonly<Record<string, boolean>>
  /** Asked about alone these are not found; the others are, though no list has them. */
  readonly gone?: readonly string[]
  /** From the how manieth question on it is out of order. */
  readonly breaksAfter?: number
}

const secretKey = 'sk_test_fake'

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/** Ends with the test. */
export const startClerkBackend = async (settings: ClerkBackendSettings): Promise<ClerkBackend> => {
  const { jwtKey, people, gone = [], breaksAfter = Infinity } = settings
  const asked: string[] = []
  const userOf = (id: string) => ({ object: 'user', id, banned: people[id] ?? false })

  const answer = (url: URL, response: ServerResponse): void => {
    if (url.pathname === '/v1/jwks') {
      const jwk = {
        ...createPublicKey(jwtKey).export({ format: 'jwk' }),
        kid: 'ins_1',
        alg: 'RS256',
      }
      return send(response, 200, { keys: [jwk] })
    }
    const wanted = url.searchParams.getAll('user_id').flatMap((ids) => ids.split(','))
    const found = wanted.filter((id) => Object.hasOwn(people, id))
    if (url.pathname === '/v1/users/count')
      return send(response, 200, { object: 'total_count', total_count: found.length })
    if (url.pathname === '/v1/users') return send(response, 200, found.map(userOf))
    const id = url.pathname.replace('/v1/users/', '')
    if (!gone.includes(id)) return send(response, 200, userOf(id))
    send(response, 404, { errors: [{ code: 'resource_not_found', message: 'not found' }] })
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    asked.push(`${request.method} ${url.pathname}`)
    if (request.headers.authorization !== `Bearer ${secretKey}`)
      return send(response, 401, { errors: [{ code: 'secret_key_invalid', message: 'no' }] })
    if (asked.length > breaksAfter) return send(response, 500, { errors: [] })
    answer(url, response)
  })
  const port = await putOnPort(server)
  return { url: `http://127.0.0.1:${port}`, secretKey, asked }
}
