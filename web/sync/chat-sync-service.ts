/** Sync as other code asks for it: push, pull, both, both when due, and how it stands. */

import { countOutbox } from '../../db/device/outbox.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { fault } from '../../db/protocol/fault.ts'
import type { Direction } from '../../db/protocol/round.ts'
import { syncStatusSchema, type SyncStatus } from '../../db/protocol/status.ts'
import type { SyncOutcome } from '../../sw/engine/outcome.ts'
import { callApi } from '../session/call-api.ts'
import type { Home } from '../session/home.ts'
import type { SyncHost } from './host.ts'

/** Every method is for one person; for anyone but the one whose chats are open it does nothing. */
export class ChatSyncService {
  readonly #home: Home

  constructor(home: Home) {
    this.#home = home
  }

  /** Sends what waits; brings nothing in. */
  syncToServer(userId: string, signal?: AbortSignal): Promise<SyncOutcome> {
    return this.#run(userId, 'upload', signal)
  }

  /** Brings in what is new; sends nothing. */
  syncFromServer(userId: string, signal?: AbortSignal): Promise<SyncOutcome> {
    return this.#run(userId, 'download', signal)
  }

  /** Sends, then brings in, until both ends are level. */
  performFullSync(userId: string, signal?: AbortSignal): Promise<SyncOutcome> {
    return this.#run(userId, 'full', signal)
  }

  /** A full sync if the last one is more than five minutes old; otherwise only what waits is sent. */
  async autoSync(userId: string): Promise<SyncOutcome> {
    return this.#hostOf(userId)?.syncIfDue() ?? NOT_YOURS
  }

  /** How this device stands; with the other devices, where the server can be asked. */
  async getSyncStatus(userId: string): Promise<SyncStatus> {
    const { database } = this.#home
    const [sync, { waiting }] = await Promise.all([readSync(database), countOutbox(database)])
    const known: SyncStatus = {
      lastSyncTimestamp: sync.lastFullSyncAt,
      pendingChanges: waiting + (sync.left ?? 0),
      isOnline: navigator.onLine,
      revision: sync.seen?.revision ?? 0,
      devices: [],
    }
    if (this.#hostOf(userId) === null) return { ...known, isOnline: false }
    const path = `/api/sync?deviceId=${encodeURIComponent(sync.deviceId)}`
    const answer = await callApi(path, syncStatusSchema)
    if (answer.kind !== 'ok') return { ...known, isOnline: false }
    return { ...answer.value, pendingChanges: answer.value.pendingChanges + waiting }
  }

  #hostOf(userId: string): SyncHost | null {
    const { identity, sync } = this.#home
    return identity?.userId === userId ? sync : null
  }

  async #run(userId: string, direction: Direction, signal?: AbortSignal): Promise<SyncOutcome> {
    return this.#hostOf(userId)?.sync(direction, signal) ?? NOT_YOURS
  }
}

const NOT_YOURS: SyncOutcome = {
  kind: 'stopped',
  fault: fault('user_mismatch'),
  sent: 0,
  received: 0,
  unsent: 0,
}
