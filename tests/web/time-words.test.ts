/** Moments and lengths in words. */

import { describe, expect, it } from 'vitest'
import {
  greetingAt,
  lengthWords,
  listTime,
  sinceWords,
  timeAgo,
  waitWords,
} from '../../web/ui/time-words.ts'

const NOW = new Date(2026, 10, 22, 14, 3).getTime()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('time in words', () => {
  it.each([
    [NOW, 'just now'],
    [NOW + 5 * MINUTE, 'just now'],
    [NOW - 59_000, 'just now'],
    [NOW - 2 * MINUTE, '2 min. ago'],
    [NOW - 3 * HOUR, '3 hr. ago'],
    [NOW - 2 * DAY, '2 days ago'],
    [NOW - 400 * DAY, 'Oct 18, 2025'],
  ])('says how long ago %d was', (at, words) => {
    expect(timeAgo(at, NOW)).toBe(words)
  })

  it('shows a clock for today, a word for yesterday, a weekday for this week, else a date', () => {
    expect(listTime(NOW - HOUR, NOW)).toBe('13:03')
    expect(listTime(NOW - 15 * HOUR, NOW)).toBe('Yesterday')
    expect(listTime(NOW - 3 * DAY, NOW)).toBe('Thu')
    expect(listTime(NOW - 30 * DAY, NOW)).toBe('Oct 23')
  })

  it('says since when by the clock today, and with the day before that', () => {
    expect(sinceWords(NOW - HOUR, NOW)).toBe('13:03')
    expect(sinceWords(NOW - DAY, NOW)).toBe('Nov 21, 2026, 14:03')
  })

  it('rounds a wait up and a length to what matters', () => {
    expect(waitWords(27_001)).toBe('28 s')
    expect(waitWords(0)).toBe('1 s')
    expect(waitWords(91_000)).toBe('2 min')
    expect(lengthWords(83.7)).toBe('84 ms')
    expect(lengthWords(1234)).toBe('1.2 s')
  })
})

describe('a greeting', () => {
  it.each([
    [3, 'Still up?'],
    [8, 'Good morning'],
    [13, 'Good afternoon'],
    [21, 'Good evening'],
  ])('goes by the hour: at %i', (hour, words) => {
    expect(greetingAt(new Date(2026, 10, 22, hour, 5).getTime())).toBe(words)
  })
})
