/** The shapes of where something is kept, each its own. */

import { Cloud, MonitorSmartphone, RefreshCwOff, type LucideIcon } from 'lucide-react'
import type { Mode } from '../../db/device/modes.ts'

export const MODE_ICONS: Readonly<Record<Mode, LucideIcon>> = {
  everywhere: MonitorSmartphone,
  device: RefreshCwOff,
  cloud: Cloud,
}
