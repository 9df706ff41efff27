/** Remembers for each chat where it was last read on this device: ids alone, outside the database, so that no view reads again. */

import * as z from 'zod/mini'
import { messageIdSchema } from '../../db/protocol/ids.ts'
import type { ReadPlace } from './feed-place.ts'

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Those read longest ago are forgotten: they open at their end. */
const KEPT_CHATS = 200

const placesSchema = z.array(
  z.tuple([
    z.string(),
    z.object({
      seenId: messageIdSchema,
      top: z.optional(z.object({ messageId: messageIdSchema, offsetPx: z.number() })),
    }),
  ]),
)

const keyOf = (databaseName: string): string => `places ${databaseName}`

const readAll = (shelf: Shelf, databaseName: string): z.infer<typeof placesSchema> => {
  try {
    const stored: unknown = JSON.parse(shelf.getItem(keyOf(databaseName)) ?? '[]')
    const parsed = placesSchema.safeParse(stored)
    return parsed.success ? parsed.data : []
  } catch {
    // Forbidden, or not ours: chats open at their end.
    return []
  }
}

export const readPlace = (shelf: Shelf, databaseName: string, chatId: string): ReadPlace | null =>
  readAll(shelf, databaseName).find(([id]) => id === chatId)?.[1] ?? null

export interface PlaceToKeep {
  readonly databaseName: string
  readonly chatId: string
  readonly place: ReadPlace
}

export const keepPlace = (shelf: Shelf, { databaseName, chatId, place }: PlaceToKeep): void => {
  const others = readAll(shelf, databaseName).filter(([id]) => id !== chatId)
  try {
    const places = [[chatId, place], ...others.slice(0, KEPT_CHATS - 1)]
    shelf.setItem(keyOf(databaseName), JSON.stringify(places))
  } catch {
    // Full or forbidden: the place is a comfort, not something a person wrote.
  }
}

export const forgetPlaces = (shelf: Shelf, databaseName: string): void =>
  shelf.removeItem(keyOf(databaseName))
