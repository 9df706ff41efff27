/** Connections to Redis or a Redis Cluster, set so that a dead or hung one is noticed at once. */

import { Cluster, Redis } from 'ioredis'
import type { Logger } from '../log.ts'

export type RedisConnection = Redis | Cluster

interface RedisSettings {
  readonly url: string
  readonly password: string | undefined
}

/** `isQueueing`: whether commands wait for a connection; for a request better no cache than a late answer. */
interface Patience {
  readonly isQueueing: boolean
  readonly limits: {
    readonly maxRetriesPerRequest: number | null
    readonly commandTimeout?: number
    readonly connectTimeout?: number
  }
}

const IMPATIENT: Patience = {
  isQueueing: false,
  limits: { commandTimeout: 300, maxRetriesPerRequest: 1, connectTimeout: 1000 },
}

const PATIENT: Patience = { isQueueing: true, limits: { maxRetriesPerRequest: null } }

/** For the path of a request. */
export const connectRedis = (settings: RedisSettings, log: Logger): RedisConnection =>
  connect(settings, IMPATIENT, log)

/** For subscribing: reconnects and subscribes again for as long as it takes. */
export const connectSubscriber = (settings: RedisSettings, log: Logger): RedisConnection =>
  connect(settings, PATIENT, log)

/** Soon again, for as long as it takes: the first retries are quick, an outage is asked about each second. */
const retryStrategy = (times: number): number => Math.min(times * 100, 1000)

const connect = (settings: RedisSettings, how: Patience, log: Logger): RedisConnection => {
  const { password } = settings
  const options = password === undefined ? how.limits : { ...how.limits, password }
  const enableOfflineQueue = how.isQueueing
  // What many requests ask in one turn of the event loop goes in one packet.
  const enableAutoPipelining = !how.isQueueing
  const urls = settings.url.split(',').map((url) => url.trim())
  const [only] = urls
  const redis =
    urls.length === 1 && only !== undefined
      ? new Redis(only, { ...options, enableOfflineQueue, retryStrategy, enableAutoPipelining })
      : // Its connections to the nodes do queue: that is how it asks them for the slots.
        new Cluster(urls, { redisOptions: options, enableOfflineQueue })
  watch(redis, log)
  return redis
}

/** Without a listener for 'error' a lost connection would end the process. Told once per outage. */
const watch = (redis: RedisConnection, log: Logger): void => {
  let isLost = false
  redis.on('error', (error: unknown) => {
    if (!isLost) log.warn({ err: error }, 'Redis is not reachable')
    isLost = true
  })
  redis.on('ready', () => {
    if (isLost) log.info('Redis is reachable again')
    isLost = false
  })
}

/** Resolves when the connection stands, or after `patienceMs` without it: we start either way. */
export const untilReady = (redis: RedisConnection, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (redis.status === 'ready') return resolve()
    const timer = setTimeout(resolve, patienceMs)
    redis.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
  })
