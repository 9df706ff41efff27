/** What can be done from the palette, by the words a person may call it; pure but for what is done. */

import {
  Archive,
  CloudSync,
  Keyboard,
  Monitor,
  Moon,
  RefreshCw,
  Search,
  Settings,
  SquarePen,
  Sun,
  Trash2,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { foldText } from '../../db/device/fold-text.ts'
import { ARCHIVE } from '../folders/list-address.ts'
import { APP_KEYS, type AppKey } from '../keys/shortcuts.ts'
import { choosePreference } from '../settings/preferences.ts'

export interface PaletteAct {
  readonly label: string
  readonly Icon: LucideIcon
  /** Other words for it. */
  readonly also: string
  readonly act: () => void
  /** As in the table of shortcuts. */
  readonly keys?: string
}

interface Means {
  readonly acts: Readonly<Record<AppKey, () => void>>
  readonly navigate: (to: string) => void
}

export const paletteActs = ({ acts, navigate }: Means): readonly PaletteAct[] => {
  const go = (to: string) => () => navigate(to)
  const byKey = (id: AppKey) => ({ act: acts[id], keys: keysOf(id) })
  return [
    { label: 'New chat', Icon: SquarePen, also: 'write begin start', ...byKey('new-chat') },
    { label: 'Search all messages', Icon: Search, also: 'find text', act: go('/search') },
    { label: 'Sync now', Icon: RefreshCw, also: 'refresh update send', ...byKey('sync-now') },
    { label: 'Sync centre', Icon: CloudSync, also: 'devices storage outbox log', act: go('/sync') },
    { label: 'Archive', Icon: Archive, also: 'put away old', act: go(ARCHIVE) },
    { label: 'Trash', Icon: Trash2, also: 'deleted restore bin', act: go('/trash') },
    { label: 'Conflicts', Icon: TriangleAlert, also: 'merges versions', act: go('/conflicts') },
    {
      label: 'Settings',
      Icon: Settings,
      also: 'preferences options account',
      act: go('/settings'),
    },
    { label: 'Theme: light', Icon: Sun, also: 'appearance bright colours', act: theme('light') },
    { label: 'Theme: dark', Icon: Moon, also: 'appearance night colours', act: theme('dark') },
    { label: 'Theme: as the system', Icon: Monitor, also: 'appearance auto', act: theme('system') },
    { label: 'Keyboard shortcuts', Icon: Keyboard, also: 'keys help', ...byKey('shortcuts') },
  ]
}

const theme = (value: 'system' | 'light' | 'dark') => () => choosePreference('theme', value)

const keysOf = (id: AppKey): string => APP_KEYS.find((one) => one.id === id)?.keys ?? ''

/** Those of which every word typed begins a word. */
export const matchActs = (
  acts: readonly PaletteAct[],
  words: readonly string[],
): readonly PaletteAct[] =>
  acts.filter(({ label, also }) => {
    const names = foldText(`${label} ${also}`).split(/[^\p{L}\p{N}]+/u)
    return words.every((word) => names.some((name) => name.startsWith(word)))
  })
