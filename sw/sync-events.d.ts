/** Background Sync and static routes as browsers have them; TypeScript's own library does not. */

interface ExtendableEvent {
  /** Chromium alone, and in `install` alone. */
  readonly addRoutes?: (rule: {
    readonly condition: { readonly urlPattern: string }
    readonly source: 'network'
  }) => Promise<void>
}

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
