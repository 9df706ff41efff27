/** The few colours of code, and which of highlight.js's scopes gets which. */

/** Colour alone: another weight or slant could change a line's length, and with it the block's height. */
export const COLOURS = {
  comment: 'text-code-comment',
  keyword: 'text-code-keyword',
  string: 'text-code-string',
  number: 'text-code-number',
  title: 'text-code-title',
  type: 'text-code-type',
  name: 'text-code-name',
  added: 'text-code-added',
  removed: 'text-code-removed',
} as const

export type Colour = keyof typeof COLOURS

/** By the first part of a scope: `title.function` is a title. */
const BY_SCOPE: ReadonlyMap<string, Colour> = new Map<string, Colour>([
  ['comment', 'comment'],
  ['quote', 'comment'],
  ['doctag', 'comment'],
  ['keyword', 'keyword'],
  ['operator', 'keyword'],
  ['selector-tag', 'keyword'],
  ['meta', 'keyword'],
  ['string', 'string'],
  ['regexp', 'string'],
  ['char', 'string'],
  ['code', 'string'],
  ['number', 'number'],
  ['literal', 'number'],
  ['symbol', 'number'],
  ['bullet', 'number'],
  ['link', 'number'],
  ['title', 'title'],
  ['section', 'title'],
  ['tag', 'title'],
  ['built_in', 'type'],
  ['type', 'type'],
  ['class', 'type'],
  ['selector-class', 'type'],
  ['selector-id', 'type'],
  ['selector-pseudo', 'type'],
  ['attr', 'name'],
  ['attribute', 'name'],
  ['property', 'name'],
  ['variable', 'name'],
  ['template-variable', 'name'],
  ['name', 'name'],
  ['addition', 'added'],
  ['deletion', 'removed'],
])

export const colourOf = (scope: string): Colour | undefined =>
  BY_SCOPE.get(scope.split('.')[0] ?? '')

/** A piece of code in one colour. */
export interface Run {
  readonly colour: Colour | undefined
  readonly text: string
}
