/** What one person, device or address may ask for: fuses, far above what anybody does in earnest. */

import type { Fault } from '../../db/protocol/fault.ts'
import type { Caller } from '../identity/current-session.ts'
import type { Limiter, Rule } from './limiter.ts'

const MINUTE_S = 60
const DAY_S = 24 * 60 * MINUTE_S
const GIB = 1024 ** 3

/** Null: go on. Each is one trip to the store at most, to be made beside reading the body. */
export interface Limits {
  /** `bytes`: of the body, as it travels. */
  sync(caller: Caller, bytes: number): Promise<Fault | null>
  file(caller: Caller, bytes: number): Promise<Fault | null>
  ask(caller: Caller): Promise<Fault | null>
  pair(caller: Caller): Promise<Fault | null>
  /** Of an address. Null, as in a test without a port: nobody is counted. */
  webhook(address: string | null): Promise<Fault | null>
  signIn(address: string | null): Promise<Fault | null>
  /** What proved nothing counts, and signing in does not: many people may share an address. */
  signInFailed(address: string | null): Promise<void>
}

export const createLimits = (open: (rule: Rule) => Limiter): Limits => {
  const perMinute = (name: string, amount: number): Limiter =>
    open({ name, amount, seconds: MINUTE_S })
  const syncsOfPerson = perMinute('syncs', 3000)
  const syncsOfDevice = perMinute('device-syncs', 1500)
  const filesOfDevice = perMinute('files', 1500)
  const bytesOfDevice = open({ name: 'bytes', amount: 2 * GIB, seconds: DAY_S })
  const asks = perMinute('asks', 60)
  const pairs = perMinute('pairs', 20)
  const webhooks = perMinute('webhooks', 1200)
  const failures = perMinute('failures', 20)

  return {
    sync: (caller, bytes) =>
      longest([
        syncsOfPerson.take(caller.userId),
        syncsOfDevice.take(deviceOf(caller)),
        bytesOfDevice.take(deviceOf(caller), bytes),
      ]),
    file: (caller, bytes) =>
      longest([filesOfDevice.take(deviceOf(caller)), bytesOfDevice.take(deviceOf(caller), bytes)]),
    ask: ({ userId }) => asks.take(userId),
    pair: ({ userId }) => pairs.take(userId),
    webhook: async (address) => (address === null ? null : webhooks.take(address)),
    signIn: async (address) => (address === null ? null : failures.look(address)),
    signInFailed: async (address) => {
      if (address !== null) await failures.count(address)
    },
  }
}

/** Scripts of one person count as one device: what they call themselves they may change at will. */
const deviceOf = (caller: Caller): string =>
  caller.by === 'device' ? `${caller.userId} ${caller.deviceId}` : caller.userId

const longest = async (asked: readonly Promise<Fault | null>[]): Promise<Fault | null> => {
  const faults = (await Promise.all(asked)).filter((refused) => refused !== null)
  const [first = null] = faults.toSorted((a, b) => (b.retryAfterMs ?? 0) - (a.retryAfterMs ?? 0))
  return first
}
