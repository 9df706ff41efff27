/** The service worker: browser events in, engine out; no decisions. */

import { databaseName, openChatDatabase } from '../db/device/database.ts'
import { MetaDatabase, readIdentity } from '../db/device/identity.ts'
import type { Trigger } from '../db/device/records.ts'
import { keepAppShell, type ShellManifest } from './app-shell.ts'
import { browserDeps } from './browser-deps.ts'
import type { EngineStatus } from './engine/announce.ts'
import { createCore } from './engine/core.ts'
import type { SyncOutcome } from './engine/outcome.ts'
import { giveAttachments } from './give-attachment.ts'
import { readWorkerMail, STATUS_CHANNEL, TAKEOVER_CHANNEL, type StatusMail } from './mail.ts'
import { deliverSignOut } from './sign-out.ts'
import { PERIODIC_TAG, SIGN_OUT_TAG, SYNC_TAG } from './tags.ts'
import { takeShared } from './take-shared.ts'

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: ShellManifest
}

/** Well below what browsers give an event, and an update of the worker waits for running events. */
const EVENT_MS = 25_000

// The build puts the list of files in place of this very expression.
// oxlint-disable-next-line no-underscore-dangle
keepAppShell(self, self.__WB_MANIFEST)
takeShared(self)
giveAttachments(self)

/** null: nobody is signed in here, or is signing out. Everything is opened for this one event. */
const wake = async (trigger: Trigger): Promise<SyncOutcome | null> => {
  const meta = new MetaDatabase()
  const identity = await readIdentity(meta).finally(() => meta.close())
  if (identity?.state !== 'active') return null
  const { userId } = identity
  const database = await openChatDatabase(databaseName(userId))
  const status = new BroadcastChannel(STATUS_CHANNEL)
  const takeover = new BroadcastChannel(TAKEOVER_CHANNEL)
  const given = new AbortController()
  takeover.addEventListener('message', () => given.abort())
  const announce = (told: EngineStatus): void =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
    status.postMessage({ kind: 'status', status: told } satisfies StatusMail)
  try {
    const engine = createCore({ ...browserDeps, database, userId, announce })
    return await engine.wake(
      trigger,
      AbortSignal.any([given.signal, AbortSignal.timeout(EVENT_MS)]),
    )
  } finally {
    status.close()
    takeover.close()
    database.close()
  }
}

/** Rejects when something is left, so that the browser tries again by itself. */
const drain = async (): Promise<void> => {
  const outcome = await wake('background')
  if (outcome !== null && outcome.unsent > 0)
    throw new Error(`${outcome.unsent} changes still wait: ${outcome.kind}`)
}

const tellSignOut = async (): Promise<void> => {
  const meta = new MetaDatabase()
  const isOver = await deliverSignOut(meta).finally(() => meta.close())
  if (!isOver) throw new Error('the server has not heard of a sign-out')
}

self.addEventListener('sync', (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(drain())
  if (event.tag === SIGN_OUT_TAG) event.waitUntil(tellSignOut())
})

self.addEventListener('periodicsync', (event) => {
  if (event.tag === PERIODIC_TAG) event.waitUntil(wake('periodic'))
})

self.addEventListener('message', (event) => {
  const wanted = readWorkerMail(event.data)
  if (wanted === 'drain') event.waitUntil(wake('background'))
  if (wanted !== 'skip waiting') return
  // This worker can only follow once the former one's events are over: it gives them up.
  const takeover = new BroadcastChannel(TAKEOVER_CHANNEL)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
  takeover.postMessage(null)
  takeover.close()
  event.waitUntil(self.skipWaiting())
})
