/** Small, short-lived values that several instances share; never the only holder of anything. */

/** `down`: the store cannot be asked now. It is an answer, not an exception: every caller decides. */
export type Found =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'down' }

/** Two implementations, memory and Redis; both pass tests/api/key-value-contract.ts. */
export interface KeyValue {
  get(key: string): Promise<Found>
  /** False when the value could not be kept. */
  set(key: string, value: string, ttlMs: number): Promise<boolean>
  /** Sets where nothing is, in one step; false when there was something, or it could not be kept. */
  add(key: string, value: string, ttlMs: number): Promise<boolean>
  /** False when it cannot be said that the value is gone. */
  delete(key: string): Promise<boolean>
  /** Gets and deletes in one step, so that of two who ask at once only one is given it. */
  take(key: string): Promise<Found>
  /** Whether the store answers, for the readiness check. */
  ready(): Promise<boolean>
  close(): Promise<void>
}
