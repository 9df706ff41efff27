/** Turns news into pokes on the open streams of this instance, one reading for all who stand at one place. */

import { LIVE_CLOSE } from '../../db/protocol/live.ts'
import type { DeviceId, UserId } from '../../db/protocol/ids.ts'
import type { AppDeps } from '../deps.ts'
import { faultOf } from '../faults.ts'
import type { News } from '../pokes/pokes.ts'
import {
  createListener,
  groupBehind,
  hearNewer,
  hearNothing,
  noteLook,
  revisionOf,
  tellCursor,
  type Crowd,
  type Listener,
  type Stream,
} from './crowd.ts'
import { pokeOf, readPoke, type PokeText, type Push } from './poke.ts'

type LiveDeps = Pick<AppDeps, 'database' | 'pokes' | 'metrics' | 'log'>

export interface Membership {
  /** Where the device is. */
  readonly tell: (cursor: string | null) => void
  readonly leave: () => void
}

export interface Live {
  readonly join: (stream: Stream) => Membership
  /** By its own round a device has come to `cursor`: it needs no echo of that. */
  readonly advance: (of: {
    readonly userId: UserId
    readonly deviceId: DeviceId
    readonly cursor: string | null
  }) => void
  /** Right after a push: who stood where it began is given its page, which nobody has to read again. */
  readonly pass: (userId: UserId, push: Push) => void
}

/** A stream that takes nothing would fill our memory. */
const MAX_UNSENT_BYTES = 1024 * 1024

export const createLive = (deps: LiveDeps): Live => {
  const crowds = new Map<string, Crowd>()
  const look = createLook(deps)

  const hear = (news: News): void => {
    if (news.kind === 'everyone') return void lookAtEveryone(crowds, look)
    const crowd = crowds.get(news.userId)
    if (crowd === undefined) return
    if (news.kind === 'revoked') return checkDevice(deps, crowd, news.deviceId)
    hearNewer(crowd, news.revision)
    void look(crowd)
  }
  deps.pokes.subscribe(hear)

  return {
    join: (stream) => {
      const crowd = crowds.get(stream.userId) ?? newCrowd(stream.userId)
      crowds.set(stream.userId, crowd)
      const listener = createListener(stream)
      crowd.listeners.add(listener)
      deps.metrics.streams.inc()
      return {
        tell: (cursor) => {
          tellCursor(crowd, listener, cursor)
          void look(crowd)
        },
        leave: () => {
          if (!crowd.listeners.delete(listener)) return
          deps.metrics.streams.dec()
          if (crowd.listeners.size === 0) crowds.delete(stream.userId)
        },
      }
    },
    advance: ({ userId, deviceId, cursor }) => {
      for (const listener of crowds.get(userId)?.listeners ?? [])
        if (listener.stream.deviceId === deviceId) listener.cursor = cursor
    },
    pass: (userId, push) => {
      const listeners = [...(crowds.get(userId)?.listeners ?? [])].filter(
        ({ cursor }) => revisionOf(cursor) === push.since.revision,
      )
      const poke = listeners.length > 0 ? pokeOf(push) : null
      if (poke !== null) for (const listener of listeners) give(deps, listener, poke)
    },
  }
}

const newCrowd = (userId: UserId): Crowd => ({ userId, listeners: new Set(), newest: undefined })

/** One at a time: Redis coming back must not become a rush on the database. */
const lookAtEveryone = async (
  crowds: ReadonlyMap<string, Crowd>,
  look: (crowd: Crowd) => Promise<void>,
): Promise<void> => {
  for (const crowd of crowds.values()) {
    hearNothing(crowd)
    await look(crowd)
  }
}

/** Looks at a crowd once at a time; news that comes meanwhile is looked at right after. */
const createLook = (deps: LiveDeps): ((crowd: Crowd) => Promise<void>) => {
  const looking = new Set<Crowd>()
  return async (crowd) => {
    if (looking.has(crowd)) return
    looking.add(crowd)
    try {
      while (groupBehind(crowd).size > 0) await pokeBehind(deps, crowd)
    } catch (error) {
      // They stay behind: the next news, or the device's own sync, finds what this poke would have told.
      faultOf(error, deps.log)
    }
    looking.delete(crowd)
  }
}

const pokeBehind = async (deps: LiveDeps, crowd: Crowd): Promise<void> => {
  for (const [cursor, listeners] of groupBehind(crowd)) {
    const about = crowd.newest
    const poke = await readPoke(deps.database, { userId: crowd.userId, cursor })
    noteLook(crowd, listeners, { about, found: poke?.head.revision })
    if (poke !== null) for (const listener of listeners) give(deps, listener, poke)
  }
}

const give = (deps: LiveDeps, listener: Listener, poke: PokeText): void => {
  const { stream } = listener
  if (revisionOf(listener.cursor) === poke.head.revision) return
  if (stream.unsentBytes() > MAX_UNSENT_BYTES) return stream.close(LIVE_CLOSE.tooSlow, 'too slow')
  stream.send(poke.text)
  const kind = poke.to === null ? 'bare' : 'page'
  deps.metrics.pokes.inc({ kind })
  const { userId, deviceId } = stream
  deps.log.debug({ userId, deviceId, kind, bytes: poke.text.length }, 'poke sent')
  if (poke.to !== null) listener.cursor = poke.to
}

/**
 * Asked, not told: the device may have signed in again meanwhile. A stream that was opened with a token
 * has no session to ask about; where all were signed out, it goes as well.
 */
const checkDevice = (deps: LiveDeps, crowd: Crowd, deviceId: string | null): void => {
  for (const { stream } of crowd.listeners) {
    if (deviceId === null && stream.deviceId === null)
      stream.close(LIVE_CLOSE.signedOut, 'signed out')
    else if (deviceId === null || stream.deviceId === deviceId) void checkSession(deps, stream)
  }
}

/** A session that cannot be looked at now is left for the next time. */
export const checkSession = async (deps: Pick<LiveDeps, 'log'>, stream: Stream): Promise<void> => {
  try {
    if (!(await stream.isSignedIn())) stream.close(LIVE_CLOSE.signedOut, 'signed out')
  } catch (error) {
    faultOf(error, deps.log)
  }
}
