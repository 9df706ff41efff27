/** A search as its address has it: what was typed and how it is narrowed; pure. */

import type { FolderId } from '../../db/protocol/ids.ts'
import { idOf, isIdText } from '../../db/protocol/make-id.ts'

export const SINCE = ['week', 'month', 'year'] as const
export type Since = (typeof SINCE)[number]

export interface SearchAddress {
  readonly typed: string
  readonly role: 'user' | 'assistant' | null
  readonly since: Since | null
  readonly hasCode: boolean
  readonly hasFile: boolean
  /** Only this folder, and those in it. */
  readonly folderId: FolderId | null
}

const DAY_MS = 24 * 3_600_000
const DAYS: Readonly<Record<Since, number>> = { week: 7, month: 31, year: 366 }

/** What is not known is left out. */
export const readAddress = (query: string): SearchAddress => {
  const params = new URLSearchParams(query)
  const role = params.get('from')
  const folder = params.get('in') ?? ''
  return {
    typed: params.get('q') ?? '',
    role: role === 'user' || role === 'assistant' ? role : null,
    since: SINCE.find((one) => one === params.get('since')) ?? null,
    hasCode: params.getAll('has').includes('code'),
    hasFile: params.getAll('has').includes('file'),
    folderId: isIdText(folder) ? idOf(folder) : null,
  }
}

export const writeAddress = (address: SearchAddress): string => {
  const { typed, role, since, hasCode, hasFile, folderId } = address
  const params = new URLSearchParams()
  if (typed !== '') params.set('q', typed)
  if (role !== null) params.set('from', role)
  if (since !== null) params.set('since', since)
  if (hasCode) params.append('has', 'code')
  if (hasFile) params.append('has', 'file')
  if (folderId !== null) params.set('in', folderId)
  const query = params.toString()
  return query === '' ? '/search' : `/search?${query}`
}

/** The first moment that is looked at. */
export const beginOf = (since: Since, now: number): number => now - DAYS[since] * DAY_MS
