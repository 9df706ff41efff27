/** Whether an answer of the server has the form that the schemas define; a test holds the two together. */

import type { FaultReply } from './fault-reply.ts'
import { type ChangeFault, isChangeFaultCode, isFaultCode } from './fault.ts'
import type { Poke } from './live.ts'
import type { ChangeResult, Head, Page, SyncReply } from './round.ts'
import { isRow } from './row-shape.ts'
import {
  isCount,
  isFlag,
  isId,
  isJson,
  isLength,
  isListOf,
  isNullOr,
  isObjectOf,
  isOneOf,
  isText,
  isWhole,
} from './shape.ts'
import type { DeviceStatus, SyncStatus } from './status.ts'

const isHead = isObjectOf<Head>({ revision: isCount, token: isText }, {})

const isPage = isObjectOf<Page>(
  {
    from: isNullOr(isText),
    to: isNullOr(isText),
    rows: isListOf(isRow),
    hasMore: isFlag,
  },
  { left: isWhole },
)

const isChangeFault = isObjectOf<ChangeFault>(
  { code: isChangeFaultCode, message: isText },
  { sha256: isListOf(isText) },
)

const isChangeResult = isObjectOf<ChangeResult>(
  {
    changeId: isId,
    outcome: isOneOf('applied', 'duplicate', 'conflict', 'rejected'),
    revision: isWhole,
  },
  { fault: isChangeFault },
)

const isDeviceStatus = isObjectOf<DeviceStatus>(
  {
    deviceId: isId,
    name: isText,
    lastSeenAt: isNullOr(isWhole),
    pending: isWhole,
    current: isFlag,
  },
  {},
)

const isSyncStatus = isObjectOf<SyncStatus>(
  {
    lastSyncTimestamp: isNullOr(isWhole),
    pendingChanges: isWhole,
    isOnline: isFlag,
    revision: isWhole,
    devices: isListOf(isDeviceStatus),
  },
  {},
)

/** As syncReplySchema; fields that it does not know are left in place. */
export const isSyncReply = isObjectOf<SyncReply>(
  {
    protocol: isWhole,
    message: isText,
    status: isSyncStatus,
    results: isListOf(isChangeResult),
    page: isPage,
    head: isHead,
    serverTime: isWhole,
  },
  {},
)

/** As pokeSchema. */
export const isPoke = isObjectOf<Poke>(
  { protocol: isWhole, kind: isOneOf('poke'), head: isHead },
  { since: isHead, page: isPage },
)

const isToldFault = isObjectOf<FaultReply['fault']>(
  { code: isFaultCode, message: isText },
  { retryAfterMs: isLength, details: isJson },
)

/** As faultReplySchema. */
export const isFaultReply = isObjectOf<FaultReply>({ protocol: isWhole, fault: isToldFault }, {})
