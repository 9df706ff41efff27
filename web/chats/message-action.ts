/** Something that can be done with a message: a button under it, or a line of its menu. */

import type { LucideIcon } from 'lucide-react'
import type { MessageView } from '../../db/device/messages.ts'

export interface MessageAction {
  readonly label: string
  readonly Icon: LucideIcon
  readonly run: () => void
  /** Worth a button of its own where there is a mouse. */
  readonly isQuick?: boolean
  readonly isDangerous?: boolean
  /** Shows for a moment that it was done: the only sign of it on the screen. */
  readonly isTicked?: boolean
}

/** All that can be done with a message, in the order of the menu. Stable: each message is drawn again with another. */
export type ActionsOf = (message: MessageView) => readonly MessageAction[]
