/** Files that this device has are given by it, with or without a network; others by the server. */

import { readAttachment } from '../db/device/attachments.ts'
import { databaseName, openChatDatabase } from '../db/device/database.ts'
import { MetaDatabase, readIdentity } from '../db/device/identity.ts'
import { attachmentHeaders, START_BYTES } from '../db/protocol/attachment-headers.ts'

const PATH = /^\/api\/attachments\/([0-9a-f]{64})$/

export const giveAttachments = (worker: ServiceWorkerGlobalScope): void => {
  worker.addEventListener('fetch', (event) => {
    const { request } = event
    const { origin, pathname, searchParams } = new URL(request.url)
    const sha256 = PATH.exec(pathname)?.[1]
    if (request.method !== 'GET' || origin !== worker.location.origin || sha256 === undefined)
      return
    event.respondWith(
      give(sha256, searchParams.get('name') ?? '')
        // A database that does not open must not keep the server's bytes from the person.
        .catch(() => null)
        .then((own) => own ?? fetch(request)),
    )
  })
}

/** null: it is not here, or nobody is signed in whose it could be. */
const give = async (sha256: string, name: string): Promise<Response | null> => {
  const meta = new MetaDatabase()
  const identity = await readIdentity(meta).finally(() => meta.close())
  if (identity === null || identity.state === 'signing_out') return null
  const database = await openChatDatabase(databaseName(identity.userId))
  const found = await readAttachment(database, sha256).finally(() => database.close())
  if (found === undefined) return null
  const bytes = new Blob([found.bytes])
  const start = await bytes.slice(0, START_BYTES).arrayBuffer()
  return new Response(bytes, { headers: attachmentHeaders(new Uint8Array(start), name) })
}
