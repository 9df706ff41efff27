/** The bytes of attachments, by person and SHA-256, kept in chunks. */

import type { UserId } from '../protocol/ids.ts'
import type { Database } from './database.ts'
import { asUser, type UserTransaction } from './with-user.ts'

/** Small enough for one parameter of the embedded database, large enough for few statements. */
const CHUNK_BYTES = 512 * 1024

export interface AttachmentKey {
  readonly userId: UserId
  readonly sha256: string
}

export interface AttachmentBytes {
  readonly mime: string
  readonly bytes: Buffer
}

/** Stores the bytes; the caller has checked that they hash to the key. `stored: false`: they were here already. */
export const putAttachment = (
  database: Database,
  input: AttachmentKey & AttachmentBytes & { readonly now: number },
): Promise<{ readonly stored: boolean }> =>
  asUser(database, input.userId, async (trx) => {
    await database.needRoom()
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('attachments')
      .values({
        user_id: input.userId,
        sha256: input.sha256,
        size: input.bytes.length,
        mime: input.mime,
        created_at: new Date(input.now),
      })
      .onConflict((known) => known.columns(['user_id', 'sha256']).doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows !== 1n) return { stored: false }
    for (let chunk = 0; chunk * CHUNK_BYTES < input.bytes.length; chunk += 1)
      await putChunk(trx, input, chunk)
    return { stored: true }
  })

const putChunk = async (
  trx: UserTransaction,
  input: AttachmentKey & AttachmentBytes,
  chunk: number,
): Promise<void> => {
  await trx
    .insertInto('attachment_chunks')
    .values({
      user_id: input.userId,
      sha256: input.sha256,
      chunk,
      bytes: input.bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES),
    })
    .execute()
}

/** Size and type where it is here, else null. */
export const hasAttachment = (
  database: Database,
  key: AttachmentKey,
): Promise<{ readonly size: number; readonly mime: string } | null> =>
  asUser(database, key.userId, (trx) => find(trx, key))

export const getAttachment = (
  database: Database,
  key: AttachmentKey,
): Promise<AttachmentBytes | null> =>
  asUser(database, key.userId, async (trx) => {
    const found = await find(trx, key)
    if (found === null) return null
    const chunks = await trx
      .selectFrom('attachment_chunks')
      .select('bytes')
      .where('user_id', '=', key.userId)
      .where('sha256', '=', key.sha256)
      .orderBy('chunk')
      .execute()
    return { mime: found.mime, bytes: Buffer.concat(chunks.map((chunk) => chunk.bytes)) }
  })

const find = async (
  trx: UserTransaction,
  key: AttachmentKey,
): Promise<{ readonly size: number; readonly mime: string } | null> => {
  const found = await trx
    .selectFrom('attachments')
    .select(['size', 'mime'])
    .where('user_id', '=', key.userId)
    .where('sha256', '=', key.sha256)
    .executeTakeFirst()
  return found ?? null
}
