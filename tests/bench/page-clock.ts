/** Notes in a page, from before the app begins, when what happened; and asks for it afterwards. */

import type { Page } from 'playwright-core'
import type { StatusMail } from '../../sw/mail.ts'

interface Notes {
  /** When the page last came online, ms of its own clock. */
  onlineAt: number | null
  /** When the list first showed a chat. */
  firstChatAt: number | null
  /** When the engine last was idle with nothing left to come. */
  levelAt: number | null
}

declare global {
  var benchNotes: Notes | undefined
}

/** Runs before the app does; must say everything by itself. */
const takeNotes = (channelName: string): void => {
  const notes: Notes = { onlineAt: null, firstChatAt: null, levelAt: null }
  globalThis.benchNotes = notes
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', ({ data }: MessageEvent<StatusMail>) => {
    const { state, run, progress } = data.status
    const isLevel = state.kind === 'idle' && run === null && (progress.left ?? 0) === 0
    notes.levelAt = isLevel ? performance.now() : null
  })
  // Signing in is a document of its own: what it knows goes with it.
  addEventListener('pagehide', () => {
    const entries = performance.getEntriesByType('resource')
    const session = entries.findLast(({ name }) => name.endsWith('/api/session'))
    if (location.pathname === '/sign-in' && session instanceof PerformanceResourceTiming)
      sessionStorage.setItem('signed-in-at', String(performance.timeOrigin + session.responseEnd))
  })
  addEventListener('online', () => (notes.onlineAt = performance.now()), { capture: true })
  const watcher = new MutationObserver(() => {
    if (document.querySelector('a[href^="/c/"]') === null) return
    notes.firstChatAt = performance.now()
    watcher.disconnect()
  })
  watcher.observe(document, { childList: true, subtree: true })
}

export const NOTE_TAKER = (channel: string): string =>
  `(${takeNotes.toString()})(${JSON.stringify(channel)})`

const notesOf = async (page: Page): Promise<Notes> => {
  const notes = await page.evaluate(() => globalThis.benchNotes)
  if (notes === undefined) throw new Error('this page takes no notes')
  return notes
}

/** Forgets what was, so that the next is not taken for it. */
export const forgetNotes = (page: Page): Promise<void> =>
  page.evaluate(() => {
    if (globalThis.benchNotes === undefined) return
    globalThis.benchNotes.levelAt = null
    globalThis.benchNotes.onlineAt = null
  })

const PATIENCE_MS = 900_000

/** Until the engine has been idle since; gives when it was, by the page's clock. */
export const untilLevel = async (page: Page): Promise<number> => {
  await page.waitForFunction(() => globalThis.benchNotes?.levelAt != null, undefined, {
    timeout: PATIENCE_MS,
    polling: 50,
  })
  return (await notesOf(page)).levelAt ?? Number.NaN
}

export const onlineAt = async (page: Page): Promise<number> =>
  (await notesOf(page)).onlineAt ?? Number.NaN

export const firstChatAt = async (page: Page): Promise<number> =>
  (await notesOf(page)).firstChatAt ?? Number.NaN

/** When the server had answered that this browser is signed in: before this page came, and below zero by its clock. */
export const signedInAt = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const at = sessionStorage.getItem('signed-in-at')
    return at === null ? Number.NaN : Number(at) - performance.timeOrigin
  })
