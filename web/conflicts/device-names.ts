/** What a person's devices are called, kept from the last time the server was asked, for when it cannot be. */

import * as z from 'zod/mini'

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const namesSchema = z.array(z.tuple([z.string(), z.string()]))

const keyOf = (databaseName: string): string => `device names ${databaseName}`

/** By device id. */
export const readDeviceNames = (
  shelf: Shelf,
  databaseName: string,
): ReadonlyMap<string, string> => {
  try {
    const stored: unknown = JSON.parse(shelf.getItem(keyOf(databaseName)) ?? '[]')
    const parsed = namesSchema.safeParse(stored)
    return new Map(parsed.success ? parsed.data : [])
  } catch {
    // Forbidden, or not ours: they are devices without a name until the server is asked.
    return new Map()
  }
}

/** Those that are gone from the list keep their name: what they once set stays. */
export const keepDeviceNames = (
  shelf: Shelf,
  databaseName: string,
  devices: readonly { readonly deviceId: string; readonly name: string }[],
): void => {
  const names = new Map(readDeviceNames(shelf, databaseName))
  for (const { deviceId, name } of devices) if (name !== '') names.set(deviceId, name)
  try {
    shelf.setItem(keyOf(databaseName), JSON.stringify([...names]))
  } catch {
    // Full or forbidden: then they are asked for again.
  }
}

export const forgetDeviceNames = (shelf: Shelf, databaseName: string): void =>
  shelf.removeItem(keyOf(databaseName))
