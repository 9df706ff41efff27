/** Pokes within a single instance. */

import type { News, Pokes } from './pokes.ts'

export const createMemoryPokes = (): Pokes => {
  const listeners = new Set<(news: News) => void>()

  return {
    publish: (news) => {
      for (const hear of listeners) hear(news)
    },
    subscribe: (hear) => {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    close: async () => listeners.clear(),
  }
}
