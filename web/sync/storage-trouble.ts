/** Whether the browser could store what was last written, and why not; shown above everything else. */

/** `full`: no room on this device. `lost`: the browser's storage does not answer. */
export type StorageTrouble = 'full' | 'lost'

let trouble: StorageTrouble | null = null
const listeners = new Set<() => void>()

export const noteStorageTrouble = (now: StorageTrouble | null): void => {
  if (trouble === now) return
  trouble = now
  for (const listener of listeners) listener()
}

export const storageTrouble = (): StorageTrouble | null => trouble

export const watchStorageTrouble = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
