/** What an open page gives the engine besides: digests, and how much room there is. The worker needs neither. */

import type { EngineDeps } from './engine/deps.ts'

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** Where the person wants data to be saved, nothing is loaded unasked. */
const room: EngineDeps['room'] = async () => {
  const storage: Partial<StorageManager> = 'storage' in navigator ? navigator.storage : {}
  const saves = 'connection' in navigator && isSaving(navigator.connection)
  const { usage, quota } = (await storage.estimate?.()) ?? {}
  return saves || usage === undefined || quota === undefined ? null : { used: usage, quota }
}

/** Only some browsers tell of their connection. */
const isSaving = (connection: unknown): boolean =>
  typeof connection === 'object' &&
  connection !== null &&
  'saveData' in connection &&
  connection.saveData === true

export const pageDeps: Pick<EngineDeps, 'sha256' | 'room'> = {
  room,
  // On a page without HTTPS there is none.
  ...('subtle' in crypto ? { sha256 } : {}),
}
