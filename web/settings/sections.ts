/** The parts of the settings in their order, each with an address of its own. */

import {
  HardDrive,
  Info,
  Keyboard,
  MessageSquareText,
  Palette,
  RefreshCw,
  Shield,
  UserRound,
  Download,
} from 'lucide-react'

export const SECTIONS = [
  { id: 'account', title: 'Account', Icon: UserRound },
  { id: 'appearance', title: 'Appearance', Icon: Palette },
  { id: 'composer', title: 'Message box', Icon: MessageSquareText },
  { id: 'privacy', title: 'Privacy', Icon: Shield },
  { id: 'sync', title: 'Sync', Icon: RefreshCw },
  { id: 'storage', title: 'Storage', Icon: HardDrive },
  { id: 'data', title: 'Your chats', Icon: Download },
  { id: 'shortcuts', title: 'Shortcuts', Icon: Keyboard },
  { id: 'about', title: 'About', Icon: Info },
] as const
