/** What an act is chosen from: the screen of one device, and two numbers. */

import { type Tables, visibleMessages } from './tables.ts'
import type { Device, World } from './world.ts'

/** Chosen by the history; the same numbers choose the same. */
export interface Choice {
  readonly at: number
  readonly more: number
}

export interface Offer extends Choice {
  readonly world: World
  readonly device: Device
  readonly tables: Tables
  readonly now: number
}

export const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length]

/** So many chats and folders that devices meet in them. */
export const FEW = 2

/** A text that nobody has written before. */
export const text = ({ world, device }: Offer): string =>
  `${device.person.prefix}~${(world.texts += 1)} ${device.name}`

export const chatsOf = ({ tables }: Offer, isDeleted: boolean) =>
  tables.chats.filter((chat) => !chat.isPurged && chat.isDeleted === isDeleted)

/** Messages of chats that are not erased. */
export const standing = (tables: Tables) => {
  const erased = new Set(tables.chats.filter((chat) => chat.isPurged).map((chat) => chat.id))
  return visibleMessages(tables).filter((message) => !erased.has(message.chatId))
}
