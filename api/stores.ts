/** What the instances share besides the database: in Redis where there is one, else in memory. */

import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import type { KeyValue } from './key-value/key-value.ts'
import { createMemoryKeyValue } from './key-value/memory-key-value.ts'
import { connectRedis, connectSubscriber, untilReady } from './key-value/redis.ts'
import { createRedisKeyValue } from './key-value/redis-key-value.ts'
import { createMemoryLimiter, createRedisLimiter } from './limits/limiter.ts'
import { createLimits, type Limits } from './limits/limits.ts'
import type { Logger } from './log.ts'
import { createMemoryPokes } from './pokes/memory-pokes.ts'
import type { Pokes } from './pokes/pokes.ts'
import { createRedisPokes } from './pokes/redis-pokes.ts'

export interface Stores {
  readonly keyValue: KeyValue
  readonly pokes: Pokes
  readonly limits: Limits
}

interface StoresDeps {
  readonly log: Logger
  readonly now: () => number
  /** A question that Redis did not answer. */
  readonly onFailure: () => void
}

const PATIENCE_MS = 2000

export const openStores = async (redis: Config['redis'], deps: StoresDeps): Promise<Stores> => {
  if (redis === null)
    return {
      keyValue: createMemoryKeyValue(),
      pokes: createMemoryPokes(),
      limits: createLimits(createMemoryLimiter),
    }
  const { now, onFailure } = deps
  const connection = connectRedis(redis, deps.log)
  const pokes = createRedisPokes({
    publisher: connection,
    subscriber: connectSubscriber(redis, deps.log),
    instanceId: randomUUID(),
    onFailure,
  })
  await untilReady(connection, PATIENCE_MS)
  return {
    keyValue: createRedisKeyValue(connection, { now, onFailure }),
    pokes,
    limits: createLimits((rule) => createRedisLimiter(connection, rule, { now, onFailure })),
  }
}
