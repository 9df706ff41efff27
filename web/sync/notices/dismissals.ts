/** Which notices were put away on this device, and when. */

import type { Dismissal, Dismissals, Notice } from './notices.ts'

const KEY = 'notices-put-away'
const KINDS: readonly Notice['kind'][] = [
  'revoked',
  'account-deleted',
  'low-storage',
  'unprotected',
  'wrong-clock',
]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const readOne = (value: unknown): Dismissal | null => {
  if (!isRecord(value)) return null
  const { at, unsynced } = value
  return typeof at === 'number' && typeof unsynced === 'number' ? { at, unsynced } : null
}

/** What cannot be read was never put away. */
export const parseDismissals = (text: string | null): Dismissals => {
  let found: unknown
  try {
    found = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  if (!isRecord(found)) return {}
  const dismissals: Partial<Record<Notice['kind'], Dismissal>> = {}
  for (const kind of KINDS) {
    const one = readOne(found[kind])
    if (one !== null) dismissals[kind] = one
  }
  return dismissals
}

export const readDismissals = (): Dismissals => parseDismissals(localStorage.getItem(KEY))

export const saveDismissals = (dismissals: Dismissals): void => {
  const text = JSON.stringify(dismissals)
  if (text !== (localStorage.getItem(KEY) ?? '{}')) localStorage.setItem(KEY, text)
}
