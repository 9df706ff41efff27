/** One change of a request, looked at by itself: of the agreed form, or why it is refused. */

import { CHANGE_KINDS, type ChangeBody, changeBodySchema } from '../../protocol/change.ts'
import type { ChangeFaultCode } from '../../protocol/fault.ts'
import { MAX_CONTENT_BYTES, MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from '../../protocol/limits.ts'
import { isStorable, isWithin, makeStorable } from '../../protocol/text.ts'

export type ParsedChange =
  | { readonly kind: 'change'; readonly body: ChangeBody }
  | { readonly kind: 'refused'; readonly code: ChangeFaultCode; readonly message?: string }

const KINDS = new Set<unknown>(CHANGE_KINDS)
const FIELDS: ReadonlyMap<unknown, ReadonlySet<unknown>> = new Map([
  ['chat.set', new Set(['title', 'folderId', 'pinned', 'archived', 'deleted', 'syncMode'])],
  ['folder.set', new Set(['name', 'parentId', 'deleted', 'syncMode'])],
  ['message.set', new Set(['deleted', 'status', 'content'])],
])
const ENTITIES = new Set<unknown>(['chat', 'message', 'folder', 'conflict'])

export const parseChange = (raw: Readonly<Record<string, unknown>>): ParsedChange => {
  if (isNewer(raw)) return { kind: 'refused', code: 'unsupported' }
  if (isTooLarge(raw)) return { kind: 'refused', code: 'too_large' }
  const result = changeBodySchema.safeParse(raw)
  if (!result.success) {
    const [first] = result.error.issues
    const message = `${first?.path.map(String).join('.') ?? ''} ${first?.message ?? ''}`.trim()
    // It may name a key as it was sent, and the ledger keeps it.
    return { kind: 'refused', code: 'invalid', message: makeStorable(message.slice(0, 200)) }
  }
  return isWhollyStorable(result.data)
    ? { kind: 'change', body: result.data }
    : { kind: 'refused', code: 'invalid', message: 'holds text that cannot be stored' }
}

/** Something that a later version of the app may mean: it waits until the server is that version. */
const isNewer = (raw: Readonly<Record<string, unknown>>): boolean => {
  const { kind, field, row } = raw
  if (typeof kind !== 'string') return false
  if (!KINDS.has(kind)) return true
  if (kind === 'restore') return isNamed(entityOf(row)) && !ENTITIES.has(entityOf(row))
  return isNamed(field) && FIELDS.get(kind)?.has(field) === false
}

const isNamed = (name: unknown): boolean => typeof name === 'string'

const entityOf = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'entity' in row ? row.entity : undefined

/** Of a restored row, whose schema says what the server once had and not how much may come. */
const HEAVY_PARTS = ['content', 'metadata', 'attachments', 'kept', 'lost', 'clocks', 'history']
const NAMES = ['name', 'model', 'field']

/** Parts without a limit of their own are held to that of a message's content. */
const isTooLarge = (raw: Readonly<Record<string, unknown>>): boolean => {
  switch (raw['kind']) {
    case 'message.append':
      return isHeavy(raw['message'], 'content') || isHeavy(raw['message'], 'metadata')
    case 'message.set':
      return isHeavy(raw, 'value')
    case 'restore':
      return (
        HEAVY_PARTS.some((part) => isHeavy(raw['row'], part)) ||
        NAMES.some((part) => lengthOf(raw['row'], part) > MAX_NAME_LENGTH) ||
        lengthOf(raw['row'], 'title') > MAX_TITLE_LENGTH
      )
    default:
      return false
  }
}

const partOf = (whole: unknown, part: string): unknown => (isOpen(whole) ? whole[part] : undefined)

const isOpen = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const lengthOf = (whole: unknown, part: string): number => {
  const text = partOf(whole, part)
  return typeof text === 'string' ? text.length : 0
}

const isHeavy = (whole: unknown, part: string): boolean => {
  const value = partOf(whole, part)
  if (typeof value === 'string') return !isWithin(value, MAX_CONTENT_BYTES)
  return isOpen(value) && !isWithin(JSON.stringify(value), MAX_CONTENT_BYTES)
}

/** PostgreSQL would refuse the whole batch for one U+0000 in a name or a key that no schema looks into. */
const isWhollyStorable = (body: ChangeBody): boolean => {
  if (body.kind === 'restore') return holdsStorable(body.row)
  if (body.kind !== 'message.append') return true
  return holdsStorable(body.message.metadata) && holdsStorable(body.message.attachments)
}

const holdsStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, part]) => isStorable(key) && holdsStorable(part))
}
