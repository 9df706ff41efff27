/** A search as its address has it: what was typed and how it is narrowed; pure. */

export const SINCE = ['week', 'month', 'year'] as const
export type Since = (typeof SINCE)[number]

export interface SearchAddress {
  readonly typed: string
  readonly role: 'user' | 'assistant' | null
  readonly since: Since | null
  readonly hasCode: boolean
}

const DAY_MS = 24 * 3_600_000
const DAYS: Readonly<Record<Since, number>> = { week: 7, month: 31, year: 366 }

/** What is not known is left out. */
export const readAddress = (query: string): SearchAddress => {
  const params = new URLSearchParams(query)
  const role = params.get('from')
  return {
    typed: params.get('q') ?? '',
    role: role === 'user' || role === 'assistant' ? role : null,
    since: SINCE.find((one) => one === params.get('since')) ?? null,
    hasCode: params.get('has') === 'code',
  }
}

export const writeAddress = ({ typed, role, since, hasCode }: SearchAddress): string => {
  const params = new URLSearchParams()
  if (typed !== '') params.set('q', typed)
  if (role !== null) params.set('from', role)
  if (since !== null) params.set('since', since)
  if (hasCode) params.set('has', 'code')
  const query = params.toString()
  return query === '' ? '/search' : `/search?${query}`
}

/** The first moment that is looked at. */
export const beginOf = (since: Since, now: number): number => now - DAYS[since] * DAY_MS
