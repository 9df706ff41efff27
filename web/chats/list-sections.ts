/** The spans of time that the list of chats is divided into, newest first. Pure. */

import { midnightBefore, monthName } from '../ui/time-words.ts'

export interface Section {
  readonly name: string
  /** Its first moment, in local time. */
  readonly from: number
}

/** Each is asked for by itself, so there is an end to them. */
const MONTHS = 24

/** The day before that one, or the nth before it; not by hours, for a day may have 23 or 25. */
const daysBefore = (midnight: number, days: number): number => {
  const date = new Date(midnight)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime()
}

const monthsBefore = (at: number, months: number): number => {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth() - months).getTime()
}

/** As many as it takes to hold what was last active at `oldest`; the first has no end. */
export const sectionsUntil = (oldest: number, now: number): readonly Section[] => {
  const today = midnightBefore(now)
  const recent = [
    { name: 'Today', from: today },
    { name: 'Yesterday', from: daysBefore(today, 1) },
    { name: 'Previous 7 days', from: daysBefore(today, 7) },
    { name: 'Previous 30 days', from: daysBefore(today, 30) },
  ]
  // The moment before those 30 days lies in the first month that has a heading.
  const newest = daysBefore(today, 30) - 1
  const months = Array.from({ length: MONTHS }, (_, back) => {
    const from = monthsBefore(newest, back)
    return { name: monthName(from), from }
  })
  const all = [...recent, ...months, { name: 'Earlier', from: Number.NEGATIVE_INFINITY }]
  return all.slice(0, all.findIndex(({ from }) => from <= oldest) + 1)
}
