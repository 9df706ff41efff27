/** A server of a test's own on a free port of loopback, gone with the test. */

import type { Server } from 'node:http'
import { atTheEnd } from './at-the-end.ts'

/** Gives the port. */
export const putOnPort = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  atTheEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
