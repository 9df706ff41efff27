/** The key-value store in Redis keeps the contract, and says `down` at once when it cannot; limits count in a cluster. */

import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connectRedis, untilReady, type RedisConnection } from '../../api/key-value/redis.ts'
import { createRedisKeyValue } from '../../api/key-value/redis-key-value.ts'
import type { KeyValue } from '../../api/key-value/key-value.ts'
import { createRedisLimiter } from '../../api/limits/limiter.ts'
import { startRedis, type RedisServer } from '../world/redis.ts'
import { keyValueContract } from './key-value-contract.ts'
import { limiterContract } from './limiter-contract.ts'

const log = pino({ level: 'silent' })
const ignore = () => undefined

const openStore = async (url: string): Promise<KeyValue> => {
  const connection = connectRedis({ url, password: undefined }, log)
  await untilReady(connection, 5000)
  return createRedisKeyValue(connection, { now: Date.now, onFailure: ignore })
}

let store: KeyValue

beforeAll(async () => {
  store = await openStore(inject('redisUrl'))
})
afterAll(() => store.close())

keyValueContract('Redis', () => store)

describe('in a Redis Cluster', () => {
  let cluster: RedisServer
  let shared: KeyValue
  let connection: RedisConnection

  beforeAll(async () => {
    cluster = await startRedis({ isCluster: true })
    const url = `${cluster.url},${cluster.url}`
    shared = await openStore(url)
    connection = connectRedis({ url, password: undefined }, log)
    await untilReady(connection, 5000)
  })
  afterAll(async () => {
    await shared.close()
    connection.disconnect()
    await cluster.stop()
  })

  keyValueContract('a cluster', () => shared)
  limiterContract('a cluster', (rule) =>
    createRedisLimiter(connection, rule, { now: Date.now, onFailure: ignore }),
  )
})

describe('without Redis', () => {
  test('every question is answered `down`, at once, and again when Redis is back', async () => {
    const redis = await startRedis()
    const own = await openStore(redis.url)
    await redis.kill()

    const begin = performance.now()
    await expect(own.get('a')).resolves.toEqual({ kind: 'down' })
    await expect(own.take('a')).resolves.toEqual({ kind: 'down' })
    await expect(own.set('a', '1', 1000)).resolves.toBe(false)
    await expect(own.delete('a')).resolves.toBe(false)
    await expect(own.add('a', '1', 1000)).resolves.toBe(false)
    await expect(own.ready()).resolves.toBe(false)
    expect(performance.now() - begin).toBeLessThan(500)

    await redis.restart()
    await expect.poll(() => own.ready(), { timeout: 60_000 }).toBe(true)
    await own.close()
    await redis.stop()
  })
})
