/** A host that nobody should ask: it answers everything, for everybody, and remembers what was asked. */

import { createServer } from 'node:http'
import { putOnPort } from './put-on-port.ts'

export interface Canary {
  readonly origin: string
  /** Paths, in the order they were asked for. */
  readonly asked: () => readonly string[]
}

const SCRIPT = "globalThis.hits = [...(globalThis.hits ?? []), 'foreign script']"

export const startCanary = async (): Promise<Canary> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const isStyle = request.url?.endsWith('.css') === true
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'content-type': isStyle ? 'text/css' : 'text/javascript',
    })
    response.end(isStyle ? 'html { --hit: 1 }' : SCRIPT)
  })
  server.on('upgrade', (request, socket) => {
    asked.push(request.url ?? '')
    socket.destroy()
  })
  const port = await putOnPort(server)
  return { origin: `http://127.0.0.1:${port}`, asked: () => asked }
}
