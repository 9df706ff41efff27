/** When the app offers to be installed, and how; pure. Rare, never in the way, and never again after two refusals. */

export type InstallWay =
  /** The browser asks by itself when told to. */
  | 'prompt'
  /** A person does it in Safari's share menu. */
  | 'ios-safari'
  /** On iPhone and iPad inside another app, which cannot. */
  | 'ios-elsewhere'
  /** In Safari's File menu. */
  | 'mac-safari'
  | 'none'

export interface InstallFacts {
  readonly way: InstallWay
  /** It runs in a window of its own already. */
  readonly isInstalled: boolean
  readonly visits: number
  readonly messages: number
  readonly hasSynced: boolean
  readonly refusals: { readonly count: number; readonly lastAt: number }
  readonly now: number
}

const ENOUGH_VISITS = 2
const ENOUGH_MESSAGES = 3
const DAY_MS = 24 * 60 * 60_000
const QUIET_DAYS = 30
const MOST_REFUSALS = 2

/** Whether the card is shown by itself; the settings offer it at any time. */
export const isOffered = (facts: InstallFacts): boolean => {
  const { way, isInstalled, visits, messages, hasSynced, refusals, now } = facts
  if (way === 'none' || isInstalled || refusals.count >= MOST_REFUSALS) return false
  if (refusals.count > 0 && now - refusals.lastAt < QUIET_DAYS * DAY_MS) return false
  const isRegular = visits >= ENOUGH_VISITS && messages >= ENOUGH_MESSAGES
  return isRegular || (hasSynced && messages > 0)
}

interface Browser {
  readonly agent: string
  readonly maxTouchPoints: number
  readonly hasPrompt: boolean
}

/** iPads call themselves Macs, and only they have a Mac's name and fingers. */
const isApplePhone = ({ agent, maxTouchPoints }: Browser): boolean =>
  /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && maxTouchPoints > 1)

/** Safari, and not one of the many that carry its name. */
const isSafari = (agent: string): boolean =>
  /Safari\//.test(agent) && !/Chrome|Chromium|CriOS|FxiOS|EdgiOS|OPR|DuckDuckGo|GSA/.test(agent)

export const installWay = (browser: Browser): InstallWay => {
  if (browser.hasPrompt) return 'prompt'
  if (isApplePhone(browser)) {
    // Since iOS 16.4 every full browser can; the windows inside other apps still cannot.
    const isWhole = /Version\/|CriOS|FxiOS|EdgiOS/.test(browser.agent)
    return isWhole ? 'ios-safari' : 'ios-elsewhere'
  }
  const isMac = /Macintosh/.test(browser.agent)
  return isMac && isSafari(browser.agent) ? 'mac-safari' : 'none'
}

/** Where the Share button is; the two put it in different corners. */
export const shareButtonWords = (agent: string): string =>
  /iPhone|iPod/.test(agent) ? 'at the bottom of the screen' : 'at the top of the screen'
