/** Pokes between instances through Redis, and within this one even while Redis is away. */

import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import type { RedisConnection } from '../key-value/redis.ts'
import { createMemoryPokes } from './memory-pokes.ts'
import { newsSchema, type News, type Pokes } from './pokes.ts'

const CHANNEL = 'chat-sync:pokes'

interface RedisPokesDeps {
  readonly publisher: RedisConnection
  readonly subscriber: RedisConnection
  /** Tells this instance's own news from the others' when they come back from Redis. */
  readonly instanceId: string
  readonly onFailure: () => void
}

export const createRedisPokes = (deps: RedisPokesDeps): Pokes => {
  const local = createMemoryPokes()
  const prefix = `${deps.instanceId} `

  const receive = (text: string): void => {
    if (text.startsWith(prefix)) return
    const news = readNews(text.slice(text.indexOf(' ') + 1))
    if (news !== null) local.publish(news)
  }

  deps.subscriber.on('message', (_channel: string, text: string) => receive(text))
  // What was published while the subscriber was away is not replayed.
  deps.subscriber.on('ready', () => local.publish({ kind: 'everyone' }))
  deps.subscriber.subscribe(CHANNEL).catch(deps.onFailure)

  return {
    publish: (news) => {
      local.publish(news)
      deps.publisher.publish(CHANNEL, prefix + JSON.stringify(news)).catch(deps.onFailure)
    },
    subscribe: (hear) => local.subscribe(hear),
    close: async () => {
      await local.close()
      deps.subscriber.disconnect()
    },
  }
}

const readNews = (text: string): News | null => {
  const json = parseJson(text)
  if (json.kind === 'broken') return null
  const news = parseWith(newsSchema, json.value)
  return news.kind === 'ok' ? news.value : null
}
