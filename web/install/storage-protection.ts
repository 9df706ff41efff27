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

/** Bytes used and granted, or null where the browser does not say. */
export const readSpace = async (): Promise<{
  readonly used: number
  readonly quota: number
} | null> => {
  const { usage, quota } = (await storage().estimate?.()) ?? {}
  return usage === undefined || quota === undefined || quota === 0 ? null : { used: usage, quota }
}
