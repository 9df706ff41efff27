/** A wire between a device and its server that can be cut, stalled, and made to lose, hold or double. */

import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What happens to the next `POST /api/sync` and to its reply. */
export type SyncFate =
  /** The connection is cut before the server has seen a byte of it. */
  | { readonly kind: 'lose request' }
  /** The reply is cut after so many bytes, and the connection with it. */
  | { readonly kind: 'lose reply'; readonly afterBytes: number }
  /** The reply stands still until the wire is told to pass again. */
  | { readonly kind: 'hold reply' }
  /** The very same bytes arrive at the server twice. */
  | { readonly kind: 'double' }

export interface TcpProxy {
  readonly port: number
  readonly origin: string
  /** Bytes of everything that crossed since the last call, and how many requests to /api/sync. */
  readonly takeCounts: () => WireCounts
  /** Everything crosses; what was held or stalled crosses now. */
  readonly pass: () => void
  /** Connections end and new ones are refused. */
  readonly cut: () => void
  /** Connections stay, nothing crosses. */
  readonly stall: () => void
  /** From now on to another server. */
  readonly aim: (port: number) => void
  /** Settles when the fate is met; but for a lost request the first byte of the reply is there then. */
  readonly nextSync: (fate: SyncFate) => Promise<void>
  readonly close: () => Promise<void>
}

export interface WireCounts {
  readonly up: number
  readonly down: number
  readonly syncs: number
}

interface Plan {
  readonly fate: SyncFate
  readonly isMet: () => void
}

interface Wire {
  target: number
  mode: 'pass' | 'cut' | 'stall'
  plan: Plan | undefined
  up: number
  down: number
  syncs: number
  readonly pairs: Set<Pair>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  plan: Plan | undefined
  replyBytes: number
}

const isSync = (chunk: Buffer): boolean =>
  chunk.subarray(0, 15).toString('latin1') === 'POST /api/sync '

/** The whole request once all of it is there: what its head says, and its body. */
const isWhole = (request: Buffer): boolean => {
  const end = request.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(request.subarray(0, end).toString('latin1'))
  return request.length >= end + 4 + Number(length?.[1] ?? 0)
}

const endPair = (wire: Wire, pair: Pair): void => {
  wire.pairs.delete(pair)
  pair.client.destroy()
  pair.server.destroy()
}

/** Sends a copy of the request beside the original; its reply is read and forgotten. */
const createDoubler = (wire: Wire, plan: Plan): ((chunk: Buffer) => void) => {
  let request = Buffer.alloc(0)
  let isSent = false
  return (chunk) => {
    if (isSent) return
    request = Buffer.concat([request, chunk])
    if (!isWhole(request)) return
    isSent = true
    const copy = connect(wire.target, '127.0.0.1')
    copy.on('error', () => copy.destroy())
    copy.once('data', () => {
      plan.isMet()
      copy.end()
    })
    copy.write(request)
  }
}

const sendReply = (wire: Wire, pair: Pair, chunk: Buffer): void => {
  const { plan } = pair
  if (plan?.fate.kind !== 'hold reply' && plan?.fate.kind !== 'lose reply') {
    pair.client.write(chunk)
    return
  }
  if (plan.fate.kind === 'hold reply') {
    pair.server.pause()
    pair.server.unshift(chunk)
    plan.isMet()
    return
  }
  const rest = Math.max(0, plan.fate.afterBytes - pair.replyBytes)
  pair.replyBytes += chunk.length
  if (chunk.length <= rest) {
    pair.client.write(chunk)
    return
  }
  plan.isMet()
  pair.client.write(chunk.subarray(0, rest), () => endPair(wire, pair))
}

const join = (wire: Wire, client: Socket): void => {
  const server = connect(wire.target, '127.0.0.1')
  const pair: Pair = { client, server, plan: undefined, replyBytes: 0 }
  let double: ((chunk: Buffer) => void) | undefined
  wire.pairs.add(pair)
  for (const socket of [client, server]) {
    socket.setNoDelay(true)
    socket.on('error', () => endPair(wire, pair))
    socket.on('close', () => endPair(wire, pair))
    if (wire.mode === 'stall') socket.pause()
  }
  client.on('data', (chunk: Buffer) => {
    wire.up += chunk.length
    if (isSync(chunk)) {
      wire.syncs += 1
      pair.plan = wire.plan
      pair.replyBytes = 0
      wire.plan = undefined
      double = pair.plan?.fate.kind === 'double' ? createDoubler(wire, pair.plan) : undefined
    }
    if (pair.plan?.fate.kind === 'lose request') {
      pair.plan.isMet()
      endPair(wire, pair)
      return
    }
    server.write(chunk)
    double?.(chunk)
  })
  server.on('data', (chunk: Buffer) => {
    wire.down += chunk.length
    sendReply(wire, pair, chunk)
  })
}

const setMode = (wire: Wire, mode: Wire['mode']): void => {
  wire.mode = mode
  for (const pair of wire.pairs) {
    if (mode === 'cut') endPair(wire, pair)
    if (mode === 'stall') {
      pair.client.pause()
      pair.server.pause()
    }
    if (mode === 'pass') {
      pair.plan = undefined
      pair.client.resume()
      pair.server.resume()
    }
  }
}

/** A wire on a port of its own (or the given one) to a server on this machine. */
export const createTcpProxy = async (targetPort: number, port = 0): Promise<TcpProxy> => {
  const wire: Wire = {
    target: targetPort,
    mode: 'pass',
    plan: undefined,
    up: 0,
    down: 0,
    syncs: 0,
    pairs: new Set(),
  }
  const listener = createServer((client) => {
    if (wire.mode === 'cut') client.destroy()
    else join(wire, client)
  })
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(port, '127.0.0.1', resolve)
  })
  const address: AddressInfo | string | null = listener.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    port: address.port,
    origin: `http://localhost:${address.port}`,
    takeCounts: () => {
      const { up, down, syncs } = wire
      Object.assign(wire, { up: 0, down: 0, syncs: 0 })
      return { up, down, syncs }
    },
    pass: () => setMode(wire, 'pass'),
    cut: () => setMode(wire, 'cut'),
    stall: () => setMode(wire, 'stall'),
    aim: (next) => {
      wire.target = next
    },
    nextSync: (fate) =>
      new Promise<void>((isMet) => {
        wire.plan = { fate, isMet }
      }),
    close: async () => {
      for (const pair of wire.pairs) endPair(wire, pair)
      await new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
}
