/** Where a sync that is over for this session leads the person; pure. */

import type { FaultCode } from '../../db/protocol/fault.ts'

export interface WayBack {
  readonly href: string
  readonly act: string
}

/** An account that is gone has no sign-in: what is left of it on this device is what matters. */
export const wayBack = (code: FaultCode): WayBack =>
  code === 'account_deleted'
    ? { href: '/settings/data', act: 'Export chats' }
    : { href: '/sign-in', act: 'Sign in' }
