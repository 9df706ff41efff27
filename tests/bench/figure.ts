/** A figure beside its limit, and the table that they are printed in. */

import { median } from '../world/figures.ts'

/** Several readings of one thing. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export type Unit = 'ms' | 'B' | 'MB' | 'MB/min' | '/s' | ''

/**
 * What a figure should reach: a ratio to its limit (`at most` for times and sizes, `at least` for
 * throughput), or a bound of its own. Some figures are only told.
 */
export type Reach =
  | { readonly kind: 'ratio at most' | 'ratio at least' | 'at most'; readonly bound: number }
  | { readonly kind: 'told' }

export interface Figure {
  readonly name: string
  /** Messages it was measured on. */
  readonly rows: number
  readonly unit: Unit
  readonly value: Spread
  readonly limit?: { readonly what: string; readonly value: Spread } | undefined
  readonly reach: Reach
  /** Explains another figure; printed while measuring, left out of the table. */
  readonly isDetail?: boolean
}

export const TOLD: Reach = { kind: 'told' }

export const spreadOf = (readings: readonly number[]): Spread => ({
  median: median(readings),
  min: Math.min(...readings),
  max: Math.max(...readings),
})

/** The value in units of its limit. */
const ratioOf = ({ value, limit }: Figure): number | null =>
  limit === undefined ? null : value.median / limit.value.median

/** Null where there is nothing to reach. */
const isMet = (figure: Figure): boolean | null => {
  const { reach, value } = figure
  const ratio = ratioOf(figure)
  if (reach.kind === 'told') return null
  if (reach.kind === 'at most') return value.median <= reach.bound
  if (ratio === null) return null
  return reach.kind === 'ratio at most' ? ratio <= reach.bound : ratio >= reach.bound
}

const numberWords = (value: number): string =>
  Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-GB')
    : value.toLocaleString('en-GB', { maximumSignificantDigits: 3 })

/** The middle one, and how far the others lie apart. */
const spreadWords = ({ median: middle, min, max }: Spread, unit: Unit): string => {
  const words = `${numberWords(middle)}${unit.startsWith('/') || unit === '' ? '' : ' '}${unit}`
  return min === max ? words : `${words} (${numberWords(min)}–${numberWords(max)})`
}

const reachWords = (reach: Reach, unit: Unit): string => {
  switch (reach.kind) {
    case 'told':
      return ''
    case 'at most':
      return `≤ ${numberWords(reach.bound)} ${unit}`.trim()
    case 'ratio at most':
      return `≤ ${reach.bound}×`
    case 'ratio at least':
      return `≥ ${reach.bound}×`
  }
}

const metWords = (figure: Figure): string => {
  const met = isMet(figure)
  return met === null ? '' : met ? 'yes' : '**no**'
}

const cellsOf = (figure: Figure): readonly string[] => {
  const { name, rows, value, limit, unit, reach } = figure
  return [
    name,
    rows === 0 ? '' : rows.toLocaleString('en-GB'),
    spreadWords(value, unit),
    limit === undefined ? '' : `${spreadWords(limit.value, unit)}: ${limit.what}`,
    ratioOf(figure)?.toFixed(2) ?? '',
    reachWords(reach, unit),
    metWords(figure),
  ]
}

const HEAD = ['figure', 'messages', 'value', 'limit beside it', 'ratio', 'reach', 'met']

/** A Markdown table as the formatter of this repository writes it. */
export const tableOf = (figures: readonly Figure[]): string => {
  const shown = figures.filter(({ isDetail }) => isDetail !== true)
  const rows = [HEAD, ...shown.map(cellsOf)]
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(HEAD), rule, ...shown.map((figure) => line(cellsOf(figure)))].join('\n')
}

/** One line as soon as it is known. */
export const lineOf = (figure: Figure): string =>
  cellsOf(figure)
    .filter((cell) => cell !== '')
    .join(' | ')

/** The same for programs. */
export const plainOf = (figure: Figure): object => ({
  ...figure,
  ratio: ratioOf(figure),
  isMet: isMet(figure),
})
