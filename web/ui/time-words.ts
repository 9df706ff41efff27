/** Moments and lengths in a person's words, from Intl; pure, with formatters made once. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const formatters = new Map<string, Intl.DateTimeFormat>()
const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify(options)
  const known = formatters.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en', options)
  formatters.set(key, made)
  return made
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })

/** How many midnights lie between two moments, in local time. */
const daysBetween = (at: number, now: number): number =>
  Math.round((midnightBefore(now) - midnightBefore(at)) / DAY_MS)

/** The beginning of the day, in local time. */
export const midnightBefore = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** "just now", "5 min. ago", "2 hr. ago", then days; a moment in the future counts as now. */
export const timeAgo = (at: number, now: number): string => {
  const passedMs = now - at
  if (passedMs < MINUTE_MS) return 'just now'
  if (passedMs < HOUR_MS) return relative.format(-Math.floor(passedMs / MINUTE_MS), 'minute')
  if (passedMs < DAY_MS) return relative.format(-Math.floor(passedMs / HOUR_MS), 'hour')
  if (passedMs < 30 * DAY_MS) return relative.format(-Math.floor(passedMs / DAY_MS), 'day')
  return dateWords(at, now)
}

/** For a list: the time today, "Yesterday", the weekday within a week, else the date. */
export const listTime = (at: number, now: number): string => {
  const days = daysBetween(at, now)
  if (days <= 0) return clockTime(at)
  if (days === 1) return 'Yesterday'
  if (days < 7) return formatter({ weekday: 'short' }).format(at)
  return dateWords(at, now)
}

/** "November 2026". */
export const monthName = (at: number): string =>
  formatter({ month: 'long', year: 'numeric' }).format(at)

export const clockTime = (at: number): string =>
  formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

/** What one says to a person at that time of the day. */
export const greetingAt = (at: number): string => {
  const hour = new Date(at).getHours()
  if (hour < 5) return 'Still up?'
  if (hour < 12) return 'Good morning'
  return hour < 18 ? 'Good afternoon' : 'Good evening'
}

/** What follows "since": the time today, else the day as well. */
export const sinceWords = (at: number, now: number): string =>
  daysBetween(at, now) === 0 ? clockTime(at) : fullTime(at)

const dateWords = (at: number, now: number): string => {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return formatter(
    isThisYear
      ? { day: 'numeric', month: 'short' }
      : { day: 'numeric', month: 'short', year: 'numeric' },
  ).format(at)
}

/** "22 Nov", whatever the year: for what is named after a moment. */
export const dayAndMonth = (at: number): string =>
  `${formatter({ day: 'numeric' }).format(at)} ${formatter({ month: 'short' }).format(at)}`

/** The whole moment, for tooltips and details. */
export const fullTime = (at: number): string =>
  formatter({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(at)

/** "28 s" or "2 min", rounded up: never a promise that is too short. */
export const waitWords = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

/** How long something took: "84 ms", "1.2 s", "2 min". */
export const lengthWords = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 90_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** What stands over the first message of a day: "Today", "Yesterday", "Mon 23 Nov", with the year where it is another. */
export const dayWords = (at: number, now: number): string => {
  const days = daysBetween(at, now)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return formatter(isThisYear ? day : { ...day, year: 'numeric' }).format(at)
}
