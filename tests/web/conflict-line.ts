/** A conflict as the screens are given it, for tests: the title that this device and another set. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import { conflictRecord } from '../../db/device/shown.ts'
import { deviceIdSchema } from '../../db/protocol/ids.ts'
import type { KnownDevices } from '../../web/conflicts/sides.ts'
import { clockOf, conflictRow } from '../device/device.ts'

export const DEVICES: KnownDevices = {
  own: new Set(['own', 'former']),
  names: new Map([
    ['pixel', 'Pixel 8'],
    ['twin-1', 'Chrome on Linux'],
    ['twin-2', 'Chrome on Linux'],
  ]),
  ownName: 'Firefox on Mac',
}

/** A value that this device set. */
export const sidedBy = (deviceId: string, value: string | boolean, at = 1) => ({
  value,
  clock: { ...clockOf(`by-${deviceId}`, at), deviceId: deviceIdSchema.parse(deviceId) },
})

export const conflictLine = (more: Partial<ConflictLine>): ConflictLine => ({
  ...conflictRecord(conflictRow('k1', 1)),
  kept: sidedBy('own', 'Trip to Porto'),
  lost: sidedBy('pixel', 'Trip to Lisbon'),
  lostDeviceId: deviceIdSchema.parse('pixel'),
  name: 'Trip to Porto',
  chatId: null,
  former: [],
  writer: null,
  standing: sidedBy('own', 'Trip to Porto'),
  ...more,
})
