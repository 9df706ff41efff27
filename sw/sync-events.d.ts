/** Background Sync as browsers have it; TypeScript's own library does not. */

interface SyncEvent extends ExtendableEvent {
  readonly tag: string
  /** True when the browser will not try again after this. */
  readonly lastChance: boolean
}

interface PeriodicSyncEvent extends ExtendableEvent {
  readonly tag: string
}

interface ServiceWorkerGlobalScopeEventMap {
  sync: SyncEvent
  periodicsync: PeriodicSyncEvent
}
