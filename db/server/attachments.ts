/** The bytes of attachments, by person and SHA-256, kept in chunks. */

import type { UserId } from '../protocol/ids.ts'
import type { Database } from './connect.ts'

export interface AttachmentKey {
  readonly userId: UserId
  readonly sha256: string
}

export interface AttachmentBytes {
  readonly mime: string
  readonly bytes: Buffer
}

/** Stores the bytes; the caller has checked that they hash to the key. `stored: false`: they were here already. */
export declare const putAttachment: (
  database: Database,
  input: AttachmentKey & AttachmentBytes & { readonly now: number },
) => Promise<{ readonly stored: boolean }>

/** Size and type where it is here, else null. */
export declare const hasAttachment: (
  database: Database,
  key: AttachmentKey,
) => Promise<{ readonly size: number; readonly mime: string } | null>

export declare const getAttachment: (
  database: Database,
  key: AttachmentKey,
) => Promise<AttachmentBytes | null>
