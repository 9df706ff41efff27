/** From where a request comes, as far as that can be believed. */

import { isIP } from 'node:net'
import * as z from 'zod/mini'
import type { AppContext } from '../deps.ts'

/** What the server hands to each request; a test without a port has none of it. */
const connectionSchema = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }),
})

/**
 * Anybody can write X-Forwarded-For, and each proxy adds at its right end who asked it: of `proxies`
 * trusted ones the first saw the client. Null where there is no connection at all.
 */
export const addressOf = (c: AppContext, proxies: number): string | null => {
  const connection = connectionSchema.safeParse(c.env)
  if (!connection.success) return null
  const own = connection.data.incoming.socket.remoteAddress
  const told = proxies === 0 ? undefined : forwardedFor(c).at(-proxies)
  return networkOf(told !== undefined && isIP(told) !== 0 ? told : own)
}

const forwardedFor = (c: AppContext): readonly string[] =>
  (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim())

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An IPv4 address; of IPv6 the first half, since whoever has one address there has all of its /64. */
export const networkOf = (address: string): string => {
  const mapped = MAPPED.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (isIP(address) !== 6) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = tail === undefined ? before : [...before, ...zeros, ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/** A dotted end takes the place of two groups. */
const groupsOf = (part: string): readonly string[] =>
  part === ''
    ? []
    : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
