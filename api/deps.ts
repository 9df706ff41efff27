/** Everything the routes need from the one who starts them, and what they pass to each other. */

import type { Context } from 'hono'
import type { FaultCode } from '../db/protocol/fault.ts'
import type { Direction } from '../db/protocol/round.ts'
import type { Database } from '../db/server/connect.ts'
import type { Assistant } from './assistant/assistant.ts'
import type { Config } from './config.ts'
import type { Pairing } from './identity/pairing.ts'
import type { VerifyToken } from './identity/verify-token.ts'
import type { KeyValue } from './key-value/key-value.ts'
import type { Limits } from './limits/limits.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Pokes } from './pokes/pokes.ts'
import type { StaticFiles } from './static/static-files.ts'

export interface AppDeps {
  readonly config: Config
  readonly version: string
  readonly database: Database
  readonly keyValue: KeyValue
  readonly pokes: Pokes
  readonly limits: Limits
  readonly identity: VerifyToken
  /** Null where Clerk signs people in. */
  readonly pairing: Pairing | null
  /** Null where nobody answers messages. */
  readonly assistant: Assistant | null
  readonly log: Logger
  readonly metrics: Metrics
  readonly now: () => number
  /** True once the server has been asked to stop. */
  readonly isStopping: () => boolean
  /** A short random text, different each time. */
  readonly newToken: () => string
  /** The built app; null: only the API is served. */
  readonly files: StaticFiles | null
}

/** A person and, where a device asks, its id and the hash of its session. */
interface Who {
  readonly userId: string
  readonly deviceId?: string
  readonly tokenHash?: string
}

/** What the log tells of a round. */
interface Round {
  readonly direction: Direction
  readonly deviceId: string
  /** Of the request as it travelled. */
  readonly bytes: number
}

/** What a request carries along: a log that names the request in every line. */
export interface AppEnv {
  readonly Variables: {
    readonly log: Logger
    readonly requestId: string
    /** Who is asking, once that is known. */
    readonly caller?: Who
    /** The device that this request signed in. */
    readonly signedIn?: Who
    /** The fault that was answered, for the log and the figures; `reason` says more, in one word. */
    readonly fault?: FaultCode
    readonly reason?: string
    /** The round of this request, once it is read; its answer's message, once there is one. */
    readonly round?: Round
    readonly message?: string
    /** Bytes of the answer's body as it travels. */
    readonly bytesDown?: number
  }
}
export type AppContext = Context<AppEnv>
export type Answer = (c: AppContext) => Response | Promise<Response>
