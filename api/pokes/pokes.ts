/** What instances tell each other: that somebody has something newer, or that a device was signed out. */

import * as z from 'zod/mini'

/**
 * Carries no content. `revoked` without a device: any of this person's. `everyone`: pokes may have been missed, so every open
 * stream is looked at.
 */
export const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('newer'), userId: z.string(), revision: z.int() }),
  z.object({
    kind: z.literal('revoked'),
    userId: z.string(),
    deviceId: z.nullable(z.string()),
  }),
  z.object({ kind: z.literal('everyone') }),
])
export type News = Readonly<z.infer<typeof newsSchema>>

/** Best effort: news may be lost, which costs time and never correctness. */
export interface Pokes {
  publish(news: News): void
  /** Returns what ends the subscription. */
  subscribe(hear: (news: News) => void): () => void
  close(): Promise<void>
}
