/** Background Sync and static routes as browsers have them; TypeScript's own library does not. */

interface ExtendableEvent {
  /** Chromium alone, and in `install` alone. */
  readonly addRoutes?: (
    rules: readonly {
      readonly condition: { readonly urlPattern: string; readonly requestMethod?: string }
      readonly source: 'network' | 'fetch-event'
    }[],
  ) => Promise<void>
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
