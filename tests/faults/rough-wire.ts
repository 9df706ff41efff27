/** A wire between any two processes that cuts, resets, stalls, delays and half-closes what crosses it. */

import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Chance } from './chance.ts'

/** - `cut request`, `cut reply`: after so many bytes that way. `half-close`: one side says no more. */
export const BREAKS = [
  'cut',
  'reset',
  'cut request',
  'cut reply',
  'half-close',
  'stall',
  'delay',
] as const
export type Break = (typeof BREAKS)[number]

export interface RoughWire {
  readonly port: number
  /** Does this to one connection; false where there is none. */
  readonly breakOne: (what: Break) => boolean
  /** How many connections were ended here, by what. */
  readonly cuts: ReadonlyMap<Break, number>
  /** Lets the next commit of a transaction that wrote reach PostgreSQL, and cuts its answer. */
  readonly cutNextCommit: () => Promise<void>
}

type Way = 'up' | 'down'

interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** The bytes that may still cross each way before the cut. */
  readonly budget: Record<Way, number>
  delayMs: number
  hasWritten: boolean
  isCommitting: boolean
}

interface Wire {
  readonly pairs: Set<Pair>
  readonly cuts: Map<Break, number>
  readonly chance: Chance
  onCommitCut: (() => void) | undefined
}

const LINGER_MS = 2000

export const createRoughWire = async (targetPort: number, chance: Chance): Promise<RoughWire> => {
  const wire: Wire = { pairs: new Set(), cuts: new Map(), chance, onCommitCut: undefined }
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })
    join(wire, client, server)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const pair of wire.pairs) endPair(wire, pair)
    listener.close()
  })
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    port: address.port,
    cuts: wire.cuts,
    breakOne: (what) => {
      if (wire.pairs.size === 0) return false
      ACTS[what](wire, chance.pick([...wire.pairs]))
      return true
    },
    cutNextCommit: () =>
      new Promise((resolve) => {
        wire.onCommitCut = resolve
      }),
  }
}

const join = (wire: Wire, client: Socket, server: Socket): void => {
  const pair: Pair = {
    client,
    server,
    budget: { up: Infinity, down: Infinity },
    delayMs: 0,
    hasWritten: false,
    isCommitting: false,
  }
  wire.pairs.add(pair)
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.setNoDelay(true)
    from.on('error', () => endPair(wire, pair))
    from.on('close', () => endPair(wire, pair))
    from.on('end', () => to.end())
  }
  client.on('data', (chunk: Buffer) => {
    noteCommit(wire, pair, chunk)
    pass(wire, pair, { way: 'up', chunk })
  })
  server.on('data', (chunk: Buffer) => {
    if (pair.isCommitting) {
      count(wire, 'cut reply')
      endPair(wire, pair)
      wire.onCommitCut?.()
      wire.onCommitCut = undefined
      return
    }
    pass(wire, pair, { way: 'down', chunk })
  })
}

/** The names of the statements that write a push. */
const WRITE = /\0write(?:-[a-z]+)*\0/

/** Statements travel under their names, ended by a zero byte; a commit as its own text. */
const noteCommit = (wire: Wire, pair: Pair, chunk: Buffer): void => {
  if (WRITE.test(chunk.toString('latin1'))) pair.hasWritten = true
  if (!chunk.includes('commit\0')) return
  pair.isCommitting = pair.hasWritten && wire.onCommitCut !== undefined
  pair.hasWritten = false
}

const pass = (
  wire: Wire,
  pair: Pair,
  { way, chunk }: { readonly way: Way; readonly chunk: Buffer },
): void => {
  const [from, to] = way === 'up' ? [pair.client, pair.server] : [pair.server, pair.client]
  const rest = pair.budget[way]
  if (chunk.length > rest) {
    count(wire, way === 'up' ? 'cut request' : 'cut reply')
    to.write(chunk.subarray(0, rest), () => endPair(wire, pair))
    pair.budget[way] = 0
    return
  }
  pair.budget[way] -= chunk.length
  if (pair.delayMs === 0) {
    to.write(chunk)
    return
  }
  from.pause()
  setTimeout(() => {
    to.write(chunk)
    from.resume()
  }, pair.delayMs)
}

const count = ({ cuts }: Wire, what: Break): void => {
  cuts.set(what, (cuts.get(what) ?? 0) + 1)
}

const endPair = ({ pairs }: Wire, pair: Pair): void => {
  pairs.delete(pair)
  pair.client.destroy()
  pair.server.destroy()
}

const ACTS: Readonly<Record<Break, (wire: Wire, pair: Pair) => void>> = {
  cut: (wire, pair) => {
    count(wire, 'cut')
    endPair(wire, pair)
  },
  reset: (wire, pair) => {
    count(wire, 'reset')
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  },
  'cut request': ({ chance }, { budget }) => {
    budget.up = chance.between(1, 600)
  },
  'cut reply': ({ chance }, { budget }) => {
    budget.down = chance.between(0, 400)
  },
  'half-close': (wire, pair) => {
    count(wire, 'half-close')
    if (wire.chance.happens(0.5)) pair.client.end()
    else pair.server.end()
    setTimeout(() => endPair(wire, pair), LINGER_MS)
  },
  stall: ({ chance }, { client, server }) => {
    client.pause()
    server.pause()
    setTimeout(
      () => {
        client.resume()
        server.resume()
      },
      chance.between(300, 4000),
    )
  },
  delay: ({ chance }, pair) => {
    pair.delayMs = chance.between(20, 300)
    setTimeout(() => {
      pair.delayMs = 0
    }, LINGER_MS)
  },
}
