/** The icon of each sync state: every state has its own shape, so that colour is never the only sign. */

import {
  Check,
  CircleArrowUp,
  Clock,
  Cloud,
  CloudAlert,
  CloudDownload,
  CloudOff,
  GitMerge,
  HardDrive,
  Hourglass,
  KeyRound,
  Pause,
  RefreshCw,
  Smartphone,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { joinClasses } from '../ui/join-classes.ts'
import type { PillState } from './pill-state.ts'
import type { Tone } from './say.ts'

const ICONS: Readonly<Record<PillState['kind'], LucideIcon>> = {
  'cannot-save': HardDrive,
  'storage-full': HardDrive,
  'update-needed': CircleArrowUp,
  'sign-in': KeyRound,
  stuck: Hourglass,
  conflict: GitMerge,
  'cloud-full': CloudAlert,
  refused: TriangleAlert,
  paused: Pause,
  offline: CloudOff,
  unreachable: CloudAlert,
  syncing: RefreshCw,
  waiting: Clock,
  'first-download': CloudDownload,
  'on-this-device': Smartphone,
  'up-to-date': Check,
  checking: Cloud,
}

export const TONES: Readonly<Record<Tone, string>> = {
  neutral: 'text-neutral',
  info: 'text-info',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
}

interface PillIconProps {
  readonly kind: PillState['kind']
  readonly size: number
}

export const PillIcon = ({ kind, size }: PillIconProps) => {
  const Icon = ICONS[kind]
  return (
    <Icon
      size={size}
      strokeWidth={2.2}
      aria-hidden
      data-state={kind}
      className={joinClasses('shrink-0', kind === 'syncing' && 'motion-safe:animate-spin')}
    />
  )
}
