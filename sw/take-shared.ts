/** What another app shares with this one: kept as a draft before the page that asks about it opens. */

import { databaseName, openChatDatabase } from '../db/device/database.ts'
import { readDraft, saveDraft, SHARED_DRAFT_ID } from '../db/device/drafts.ts'
import { MetaDatabase, readIdentity } from '../db/device/identity.ts'
import { sharedText, type Share } from './shared-text.ts'

/** The address that the manifest names as share target; GET opens the page that asks where it goes. */
const SHARE_PATH = '/share'
/** A draft longer than any message may be helps nobody. */
const MAX_FILE_BYTES = 1024 * 1024

export const takeShared = (worker: ServiceWorkerGlobalScope): void => {
  worker.addEventListener('fetch', (event) => {
    const { request } = event
    const { origin, pathname } = new URL(request.url)
    if (request.method !== 'POST' || origin !== worker.location.origin) return
    if (pathname === SHARE_PATH) event.respondWith(receive(request))
  })
}

const receive = async (request: Request): Promise<Response> => {
  const text = sharedText(await readShare(request))
  const isKept = text === '' || (await keep(text))
  // What the browser does not store travels in the address: the page can still show it.
  const query = isKept ? '' : `?${new URLSearchParams({ text }).toString()}`
  return Response.redirect(`${SHARE_PATH}${query}`, 303)
}

const readShare = async (request: Request): Promise<Share> => {
  try {
    const form = await request.formData()
    const textOf = (name: string): string => {
      const value = form.get(name)
      return typeof value === 'string' ? value : ''
    }
    const files = form.getAll('files').filter((file) => typeof file !== 'string')
    return {
      title: textOf('title'),
      text: textOf('text'),
      url: textOf('url'),
      files: await Promise.all(files.map((file) => file.slice(0, MAX_FILE_BYTES).text())),
    }
  } catch {
    // Not a form, or cut off on its way here: then nothing was shared.
    return { title: '', text: '', url: '', files: [] }
  }
}

/** Behind what an earlier share left there and nobody has placed yet. */
const keep = async (text: string): Promise<boolean> => {
  try {
    const meta = new MetaDatabase()
    const identity = await readIdentity(meta).finally(() => meta.close())
    const userId = identity === null || identity.state === 'signing_out' ? null : identity.userId
    const database = await openChatDatabase(databaseName(userId))
    await database
      .transaction('rw', database.drafts, async () => {
        const earlier = (await readDraft(database, SHARED_DRAFT_ID))?.text
        const whole = earlier === undefined ? text : `${earlier}\n\n${text}`
        const draft = { id: SHARED_DRAFT_ID, chatId: null, kind: 'typed', text: whole } as const
        await saveDraft(database, { ...draft, updatedAt: Date.now() })
      })
      .finally(() => database.close())
    return true
  } catch {
    return false
  }
}
