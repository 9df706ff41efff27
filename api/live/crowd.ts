/** One person's open streams on this instance, and which of them have not been told the newest. Pure. */

import type { DeviceId, UserId } from '../../db/protocol/ids.ts'

/** An open stream as the rest of this folder needs it; the WebSocket is behind it. */
export interface Stream {
  readonly userId: UserId
  readonly deviceId: DeviceId | null
  readonly send: (text: string) => void
  readonly close: (code: number, reason: string) => void
  /** Bytes sent that the other side has not taken yet. */
  readonly unsentBytes: () => number
  /** False once its session has ended; throws when that cannot be found out now. */
  readonly isSignedIn: () => Promise<boolean>
}

export interface Listener {
  readonly stream: Stream
  /** What the device said, or was given, last; undefined until it says. */
  cursor: string | null | undefined
  /** The newest revision when it was poked last. */
  pokedAbout: number | undefined
  isBehind: boolean
}

export interface Crowd {
  readonly userId: UserId
  readonly listeners: Set<Listener>
  /** The revision of the last news; undefined until there is any, or somebody has looked. */
  newest: number | undefined
}

export const createListener = (stream: Stream): Listener => ({
  stream,
  cursor: undefined,
  pokedAbout: undefined,
  isBehind: false,
})

/** The revision of an ordinary cursor; undefined while the device reads from the start. */
export const revisionOf = (cursor: string | null | undefined): number | undefined =>
  typeof cursor === 'string' && /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined

/**
 * Revisions are compared for equality alone: after a restore from a backup the newest is a smaller
 * number than a device's cursor, and that device has to hear of it.
 */
export const hearNewer = (crowd: Crowd, revision: number): void => {
  crowd.newest = revision
  for (const listener of crowd.listeners)
    if (revisionOf(listener.cursor) !== revision) listener.isBehind = true
}

/** News may have been missed: what is newest is unknown until somebody looks. */
export const hearNothing = (crowd: Crowd): void => {
  for (const listener of crowd.listeners) listener.isBehind = true
}

/**
 * Poked about it once is enough: what the device tells while it catches up is no reason to repeat.
 * While nobody knows what is newest, somebody has to look: the device may have been away.
 */
export const tellCursor = (crowd: Crowd, listener: Listener, cursor: string | null): void => {
  listener.cursor = cursor
  const has = revisionOf(cursor)
  if (has === undefined) return
  const isTold = crowd.newest !== undefined && listener.pokedAbout === crowd.newest
  if (has !== crowd.newest && !isTold) listener.isBehind = true
}

/** What a look found; news that came during it may be newer, and those are looked at again. */
export const noteLook = (
  crowd: Crowd,
  listeners: readonly Listener[],
  look: { readonly about: number | undefined; readonly found: number | undefined },
): void => {
  const isCurrent = crowd.newest === look.about
  if (isCurrent) crowd.newest ??= look.found
  for (const listener of listeners) {
    listener.isBehind = !isCurrent
    listener.pokedAbout = isCurrent ? crowd.newest : look.about
  }
}

/** Those behind, by the cursor from which they can be given a page; null: only a bare poke fits. */
export const groupBehind = (crowd: Crowd): ReadonlyMap<string | null, readonly Listener[]> => {
  const groups = new Map<string | null, Listener[]>()
  for (const listener of crowd.listeners) {
    if (!listener.isBehind) continue
    const cursor = revisionOf(listener.cursor) === undefined ? null : (listener.cursor ?? null)
    groups.set(cursor, [...(groups.get(cursor) ?? []), listener])
  }
  return groups
}
