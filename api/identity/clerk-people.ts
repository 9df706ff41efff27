/** Asks Clerk's Backend API what became of people: the only place that asks Clerk anything. */

import { createPublicKey } from 'node:crypto'
import { createClerkClient } from '@clerk/backend'
import { isClerkAPIResponseError } from '@clerk/backend/errors'
import type { UserId } from '../../db/protocol/ids.ts'

/** Of those who were asked about; whoever is in neither list is well. */
export interface Fates {
  readonly gone: readonly UserId[]
  readonly banned: readonly UserId[]
}

export interface ClerkPeople {
  /** Whether it is the instance that signs with one of these keys: another one knows nobody of ours. */
  signsWith(jwtKeys: readonly string[]): Promise<boolean>
  /** Whoever is missing in a list is asked about alone: gone is only who is not found by their id. */
  findFates(people: readonly UserId[]): Promise<Fates>
}

/** As many as Clerk looks up at once. */
const AT_ONCE = 100
const NOT_FOUND = 404

/** Throws what Clerk answers, or that it does not. */
export const createClerkPeople = (settings: {
  readonly secretKey: string
  /** Null: Clerk's own. */
  readonly apiUrl: string | null
}): ClerkPeople => {
  const { secretKey, apiUrl } = settings
  const client = createClerkClient({
    secretKey,
    ...(apiUrl === null ? {} : { apiUrl }),
    telemetry: { disabled: true },
  })

  const isGone = async (userId: UserId): Promise<boolean> => {
    try {
      await client.users.getUser(userId)
      return false
    } catch (error) {
      if (isClerkAPIResponseError(error) && error.status === NOT_FOUND) return true
      throw error
    }
  }

  return {
    signsWith: async (jwtKeys) => {
      const { keys } = await client.jwks.getJwks()
      const ours = new Set(jwtKeys.map(bare))
      return (keys ?? []).some((jwk) => {
        const key = createPublicKey({ key: { kty: jwk.kty, n: jwk.n, e: jwk.e }, format: 'jwk' })
        return ours.has(bare(key.export({ type: 'spki', format: 'pem' }).toString()))
      })
    },
    findFates: async (people) => {
      const fates = { gone: new Array<UserId>(), banned: new Array<UserId>() }
      for (let at = 0; at < people.length; at += AT_ONCE) {
        const asked = people.slice(at, at + AT_ONCE)
        const { data } = await client.users.getUserList({ userId: asked, limit: AT_ONCE })
        const known = new Map(data.map((user) => [user.id, user]))
        for (const userId of asked) {
          if (known.get(userId)?.banned === true) fates.banned.push(userId)
          if (!known.has(userId) && (await isGone(userId))) fates.gone.push(userId)
        }
      }
      return fates
    },
  }
}

const bare = (pem: string): string => pem.replaceAll(/\s/g, '')
