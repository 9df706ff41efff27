/** One limit: so much for one key within a while, counted in Redis by all instances, else in memory. */

import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type IRateLimiterOptions,
} from 'rate-limiter-flexible'
import { fault, type Fault } from '../../db/protocol/fault.ts'
import type { RedisConnection } from '../key-value/redis.ts'

/** `amount` within `seconds`, which begin with the first. */
export interface Rule {
  readonly name: string
  readonly amount: number
  readonly seconds: number
}

/** Null: go on. A limiter never fails: who cannot be counted by all is counted here. */
export interface Limiter {
  /** Counts, and says whether that was too much. */
  take(key: string, amount?: number): Promise<Fault | null>
  /** Says so without counting. */
  look(key: string): Promise<Fault | null>
  /** Counts without saying. */
  count(key: string): Promise<void>
}

type Counter = Pick<RateLimiterMemory, 'consume' | 'get' | 'penalty' | 'points'>

export const createMemoryLimiter = (rule: Rule): Limiter => {
  const counter = new RateLimiterMemory(optionsOf(rule))
  return limiterOver(() => counter)
}

/** After a failure nobody waits for Redis again for this long, so that a hung one costs little. */
const REST_MS = 1000

/**
 * Who is refused is not asked about again in Redis before the while is over. What Redis does not answer
 * within the time of a command is counted in memory.
 */
export const createRedisLimiter = (
  redis: RedisConnection,
  rule: Rule,
  deps: { readonly now: () => number; readonly onFailure: () => void },
): Limiter => {
  let restUntil = 0
  const insurance = new Insurance(optionsOf(rule), () => {
    if (deps.now() < restUntil) return
    restUntil = deps.now() + REST_MS
    deps.onFailure()
  })
  const counter = new RateLimiterRedis({
    ...optionsOf(rule),
    storeClient: redis,
    rejectIfRedisNotReady: true,
    inMemoryBlockOnConsumed: rule.amount,
    insuranceLimiter: insurance,
  })
  return limiterOver(() => (deps.now() < restUntil ? insurance : counter))
}

/** Tells when it is asked in the place of Redis. */
class Insurance extends RateLimiterMemory {
  readonly #asked: () => void

  constructor(options: IRateLimiterOptions, asked: () => void) {
    super(options)
    this.#asked = asked
  }

  override consume(...how: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    this.#asked()
    return super.consume(...how)
  }

  override get(...how: Parameters<RateLimiterMemory['get']>): Promise<RateLimiterRes | null> {
    this.#asked()
    return super.get(...how)
  }
}

const optionsOf = ({ name, amount, seconds }: Rule): IRateLimiterOptions => ({
  keyPrefix: `limit:${name}`,
  points: amount,
  duration: seconds,
})

const limiterOver = (choose: () => Counter): Limiter => ({
  take: async (key, amount = 1) => {
    try {
      if (amount > 0) await choose().consume(key, amount)
      return null
    } catch (thrown) {
      // What is thrown for "too much" is no Error; anything else is a bug.
      if (thrown instanceof RateLimiterRes) return refuse(thrown)
      throw thrown
    }
  },
  look: async (key) => {
    const counter = choose()
    const counted = await counter.get(key)
    return counted !== null && counted.consumedPoints >= counter.points ? refuse(counted) : null
  },
  count: async (key) => {
    await choose().penalty(key)
  },
})

const refuse = ({ msBeforeNext }: RateLimiterRes): Fault =>
  fault('rate_limited', { retryAfterMs: Math.max(1, msBeforeNext) })
