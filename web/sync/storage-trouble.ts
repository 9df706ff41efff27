/** Whether the browser could store what was last written; shown above everything else. */

let isFailing = false
const listeners = new Set<() => void>()

export const noteStorageTrouble = (now: boolean): void => {
  if (isFailing === now) return
  isFailing = now
  for (const listener of listeners) listener()
}

export const isStorageFailing = (): boolean => isFailing

export const watchStorageTrouble = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
