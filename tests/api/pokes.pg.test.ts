/** Pokes within an instance and between instances: each is heard once by all, and garbage by nobody. */

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connectRedis, connectSubscriber, untilReady } from '../../api/key-value/redis.ts'
import { createMemoryPokes } from '../../api/pokes/memory-pokes.ts'
import type { News, Pokes } from '../../api/pokes/pokes.ts'
import { createRedisPokes } from '../../api/pokes/redis-pokes.ts'

const log = pino({ level: 'silent' })
const closings: (() => Promise<void>)[] = []

/** People of this file: other files speak through the same Redis at the same time. */
const people = new Set<string>()

const newPerson = (): string => {
  const userId = randomUUID()
  people.add(userId)
  return userId
}

const isOurs = (news: News): boolean => !('userId' in news) || people.has(news.userId)

/** Pokes of one instance, and what is heard there. */
const listenTo = (pokes: Pokes) => {
  const heard: News[] = []
  const stop = pokes.subscribe((news) => void (isOurs(news) && heard.push(news)))
  closings.push(() => pokes.close())
  return { pokes, heard, stop }
}

const openInstance = async () => {
  const redis = { url: inject('redisUrl'), password: undefined }
  const [publisher, subscriber] = [connectRedis(redis, log), connectSubscriber(redis, log)]
  const instance = listenTo(
    createRedisPokes({
      publisher,
      subscriber,
      instanceId: randomUUID(),
      onFailure: () => undefined,
    }),
  )
  closings.push(async () => publisher.disconnect())
  await Promise.all([untilReady(publisher, 5000), untilReady(subscriber, 5000)])
  await sleep(50)
  instance.heard.length = 0
  return instance
}

let one: Awaited<ReturnType<typeof openInstance>>
let other: Awaited<ReturnType<typeof openInstance>>

beforeAll(async () => {
  one = await openInstance()
  other = await openInstance()
})
afterAll(async () => {
  for (const close of closings) await close()
})

const newer = (): News => ({ kind: 'newer', userId: newPerson(), revision: 7 })

describe('news', () => {
  test('in memory is heard by everyone who listens, and no longer by whoever stopped', () => {
    const pokes = createMemoryPokes()
    const [first, second] = [listenTo(pokes), listenTo(pokes)]
    const news = newer()

    pokes.publish(news)
    second.stop()
    pokes.publish(news)

    expect([first.heard, second.heard]).toEqual([[news, news], [news]])
  })

  test('through Redis is heard once on every instance, the own one included and at once', async () => {
    const revoked: News = { kind: 'revoked', userId: newPerson(), deviceId: 'phone' }
    const news = [newer(), revoked]

    for (const item of news) one.pokes.publish(item)
    expect(one.heard.slice(-2)).toEqual(news)
    await expect.poll(() => other.heard).toEqual(news)
    await sleep(50)

    expect([one.heard, other.heard]).toEqual([news, news])
  })

  test('that is none is not heard', async () => {
    const before = [one.heard.length, other.heard.length]
    const redis = new Redis(inject('redisUrl'))

    for (const text of ['', 'hello', 'x {"kind":"newer"}', `x ${'['.repeat(100)}`])
      await redis.publish('chat-sync:pokes', text)
    redis.disconnect()
    await sleep(50)

    expect([one.heard.length, other.heard.length]).toEqual(before)
  })
})
