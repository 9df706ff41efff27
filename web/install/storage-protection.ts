/** Asks the browser to keep the chats even when space runs low, and tells how much there is. */

export type Protection = 'protected' | 'not-protected' | 'unknown'

// Some browsers have no StorageManager, whatever the type library says.
const storage = (): Partial<StorageManager> => ('storage' in navigator ? navigator.storage : {})

/** To be called in the gesture that writes for the first time, when browsers are readiest to agree. */
export const protectStorage = async (): Promise<Protection> => {
  const answer = await storage().persist?.()
  return answer === undefined ? 'unknown' : answer ? 'protected' : 'not-protected'
}

export const readProtection = async (): Promise<Protection> => {
  const answer = await storage().persisted?.()
  return answer === undefined ? 'unknown' : answer ? 'protected' : 'not-protected'
}

export interface Space {
  readonly used: number
  readonly quota: number
  /** Of the used bytes, where the browser tells them apart. */
  readonly chats: number | null
  readonly app: number | null
}

/** Only Chromium tells what takes the room. */
interface DetailedEstimate extends StorageEstimate {
  readonly usageDetails?: Readonly<Partial<Record<string, number>>>
}

/** Bytes used and granted, or null where the browser does not say. */
export const readSpace = async (): Promise<Space | null> => {
  const estimate: DetailedEstimate = (await storage().estimate?.()) ?? {}
  const { usage, quota, usageDetails: details } = estimate
  if (usage === undefined || quota === undefined || quota === 0) return null
  const size = (name: string): number => details?.[name] ?? 0
  const app = size('caches') + size('serviceWorkerRegistrations')
  return { used: usage, quota, chats: orNull(size('indexedDB')), app: orNull(app) }
}

const orNull = (bytes: number): number | null => (bytes === 0 ? null : bytes)
