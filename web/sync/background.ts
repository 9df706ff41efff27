/** Asks the browser to wake the worker when it can: for what waits, and now and then for what is new. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { countOutbox } from '../../db/device/outbox.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { PERIODIC_TAG, SIGN_OUT_TAG, SYNC_TAG } from '../../sw/tags.ts'

declare global {
  /** Only Chromium has these two, and the type library has neither. */
  interface ServiceWorkerRegistration {
    readonly sync?: {
      readonly register: (tag: string) => Promise<void>
      readonly getTags: () => Promise<readonly string[]>
    }
    readonly periodicSync?: {
      readonly register: (tag: string, options: { readonly minInterval: number }) => Promise<void>
      readonly unregister: (tag: string) => Promise<void>
    }
  }
}

/** Long enough for this page to send by itself, so that the worker is not started for nothing. */
const GRACE_MS = 300
/** As often as the browser likes; it decides, and makes it half a day or more. */
const PERIODIC_MS = 5 * 60_000

const findRegistration = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration() : undefined

export const askForWakeUps = (database: ChatDatabase) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let registration: ServiceWorkerRegistration | undefined
  let isForbidden = false
  void findRegistration().then((found) => {
    registration = found
    return askPeriodically(found)
  })

  const ask = async (): Promise<void> => {
    registration ??= await findRegistration()
    const { sync } = registration ?? {}
    if (sync === undefined || isForbidden) return
    try {
      if (!(await sync.getTags()).includes(SYNC_TAG)) await sync.register(SYNC_TAG)
    } catch {
      // By the person or by the browser: the page sends for as long as it is open.
      isForbidden = true
    }
  }
  const askIfWaiting = async (): Promise<void> => {
    const counted = await attempt(database, () => countOutbox(database))
    if ('kind' in counted ? counted.kind === 'lost' : counted.waiting > 0) await ask()
  }
  return {
    /** Offline the tag is wanted at once: the person may close the page before it sends. */
    changeWritten: (): void => {
      clearTimeout(timer)
      if (navigator.onLine) timer = setTimeout(() => void askIfWaiting(), GRACE_MS)
      else void ask()
    },
    pageHidden: (): void => void askIfWaiting(),
  }
}

const askPeriodically = async (found: ServiceWorkerRegistration | undefined): Promise<void> => {
  try {
    await found?.periodicSync?.register(PERIODIC_TAG, { minInterval: PERIODIC_MS })
  } catch {
    // Granted only to installed apps that are used: a bonus that an open page does not need.
    return
  }
}

/** At sign-out: nothing is to be fetched for somebody who left. */
export const stopPeriodicWakeUps = async (): Promise<void> => {
  try {
    await (await findRegistration())?.periodicSync?.unregister(PERIODIC_TAG)
  } catch {
    // It was never granted: then there is nothing to stop.
    return
  }
}

/** Of a sign-out the server is told as soon as there is a way, with or without a page. */
export const askToTellSignOut = async (): Promise<void> => {
  try {
    await (await findRegistration())?.sync?.register(SIGN_OUT_TAG)
  } catch {
    // By the person or by the browser: the next page tells it.
    return
  }
}
