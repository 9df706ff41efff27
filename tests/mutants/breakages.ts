/** Every breakage that the tests are tried with. */

import type { Breakage } from './breakage.ts'
import { onDevice } from './on-device.ts'
import { onEngine } from './on-engine.ts'
import { onJudging } from './on-judging.ts'
import { onOrder } from './on-order.ts'
import { onModes } from './on-modes.ts'
import { onServer } from './on-server.ts'
import { onWire } from './on-wire.ts'

export const breakages: readonly Breakage[] = [
  ...onServer,
  ...onJudging,
  ...onDevice,
  ...onEngine,
  ...onWire,
  ...onOrder,
  ...onModes,
]
