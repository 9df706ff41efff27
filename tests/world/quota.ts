/** A browser that gives the app's origin little room. */

import { createDevice, type Device } from './browser.ts'

export interface CrampedDevice extends Device {
  /** As much room as anywhere else, from now on. */
  readonly makeRoom: () => Promise<void>
}

/**
 * The same device after a new start, with only so much more room than it uses. Chromium asks how much there
 * is at the first write after a start, and then not for half a minute; where it found too little, it
 * asks again at once.
 */
export const cramp = async (device: Device, roomBytes: number): Promise<CrampedDevice> => {
  const used = await device
    .page()
    .evaluate(async () => (await navigator.storage.estimate()).usage ?? 0)
  await device.end()
  const { origin, profile } = device
  const again = await createDevice({ origin, profile })
  const session = await again.context.newCDPSession(await again.context.newPage())
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: used + roomBytes })
  return {
    ...again,
    makeRoom: async () => {
      await session.send('Storage.overrideQuotaForOrigin', { origin })
    },
  }
}
