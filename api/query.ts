/** What stands behind the question mark of an address, as values; `broken` is what cannot be meant. */

import type { Head } from '../db/protocol/round.ts'
import type { AppContext } from './deps.ts'

/** A whole number from 0 to `most`; `otherwise` where nothing is said. */
export const readCount = <T>(
  c: AppContext,
  name: string,
  { most, otherwise }: { readonly most: number; readonly otherwise: T },
): number | T | 'broken' => {
  const text = c.req.query(name)
  if (text === undefined) return otherwise
  if (!/^\d{1,16}$/.test(text) || Number(text) > most) return 'broken'
  return Number(text)
}

/** `seen=<revision>.<token>`: the head that a device was last told. */
export const readSeen = (c: AppContext): Head | null | 'broken' => {
  const text = c.req.query('seen')
  if (text === undefined) return null
  const [, revision, token] = /^(\d{1,15})\.(.{0,64})$/.exec(text) ?? []
  if (revision === undefined || token === undefined) return 'broken'
  return { revision: Number(revision), token }
}
