/** What the browser says about installing, caught from the start, and what the person said to it. */

import { protectStorage } from './storage-protection.ts'
import { installWay, type InstallFacts, type InstallWay } from './install-rules.ts'
import { showToast } from '../ui/toasts.ts'

declare global {
  /** Only Chromium has it, and the type library has not. */
  interface BeforeInstallPromptEvent extends Event {
    readonly prompt: () => Promise<{ readonly outcome: 'accepted' | 'dismissed' }>
  }
  interface WindowEventMap {
    readonly beforeinstallprompt: BeforeInstallPromptEvent
  }
}

const VISITS = 'install-visits'
const COUNTED = 'install-counted'
const REFUSALS = 'install-refusals'
const GREETED = 'install-greeted'

let asked: BeforeInstallPromptEvent | null = null
const listeners = new Set<() => void>()

const tell = (): void => {
  for (const listener of listeners) listener()
}

export const watchInstall = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isInstalled = (): boolean => window.matchMedia('(display-mode: standalone)').matches

/** From the first moment: the browser tells once, and early. */
export const listenForInstall = (): void => {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    asked = event
    tell()
  })
  window.addEventListener('appinstalled', () => {
    asked = null
    greet()
    tell()
  })
  countVisit()
  if (isInstalled()) greet()
}

/** Once, however the app came to be installed; what is installed is kept most surely. */
const greet = (): void => {
  if (localStorage.getItem(GREETED) !== null) return
  localStorage.setItem(GREETED, 'yes')
  showToast({ id: 'installed', text: 'Installed. Chats work offline.', durationMs: 6000 })
  void protectStorage()
}

const countVisit = (): void => {
  if (sessionStorage.getItem(COUNTED) !== null) return
  sessionStorage.setItem(COUNTED, 'yes')
  localStorage.setItem(VISITS, String(visits() + 1))
}

const visits = (): number => Number(localStorage.getItem(VISITS) ?? 0)

const refusals = (): InstallFacts['refusals'] => {
  const [count = 0, lastAt = 0] = (localStorage.getItem(REFUSALS) ?? '').split(' ').map(Number)
  return { count: Number.isFinite(count) ? count : 0, lastAt: Number.isFinite(lastAt) ? lastAt : 0 }
}

export const refuseInstall = (): void => {
  localStorage.setItem(REFUSALS, `${refusals().count + 1} ${Date.now()}`)
  tell()
}

export const wayToInstall = (): InstallWay =>
  installWay({
    agent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
    hasPrompt: asked !== null,
  })

export const installFacts = (): Omit<InstallFacts, 'messages' | 'hasSynced'> => ({
  way: wayToInstall(),
  isInstalled: isInstalled(),
  visits: visits(),
  refusals: refusals(),
  now: Date.now(),
})

/** The same in one value, to compare: the facts are made anew at each look. */
export const installMark = (): string => JSON.stringify({ ...installFacts(), now: 0 })

/** The browser's own question; each event of it can be asked once. */
export const askToInstall = async (): Promise<void> => {
  const event = asked
  if (event === null) return
  asked = null
  const { outcome } = await event.prompt()
  if (outcome === 'dismissed') refuseInstall()
  tell()
}
