/** A table that scrolls sideways in a region of its own, so that the page never does. */

import type { Tokens } from 'marked'
import type { ReactNode } from 'react'
import { countWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { inOrder } from './in-order.ts'

interface TableBlockProps {
  readonly token: Tokens.Table
  readonly direction: 'ltr' | 'rtl'
  readonly drawCell: (cell: Tokens.TableCell) => ReactNode
}

const CELL = 'border-b border-text/15 px-3 py-2 align-top wrap-break-word [unicode-bidi:plaintext]'

const SIDES = { left: 'text-left', center: 'text-center', right: 'text-right' } as const

/** A long text among short ones would become a column of single words. */
const LONG_CHARS = 36

const cellShape = (cell: Tokens.TableCell): string =>
  joinClasses(CELL, sideOf(cell), cell.text.length > LONG_CHARS ? 'min-w-56' : 'min-w-16')

const sideOf = ({ align }: Tokens.TableCell): string =>
  align === null ? 'text-start' : SIDES[align]

export const TableBlock = ({ token, direction, drawCell }: TableBlockProps) => (
  <section
    aria-label={`Table, ${countWords(token.header.length, 'column')}, ${countWords(token.rows.length, 'row')}`}
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keys
    tabIndex={0}
    dir={direction}
    className="max-w-full overflow-x-auto rounded-xl border border-text/15"
  >
    <table className="w-full border-collapse text-body leading-normal">
      <thead className="bg-chip">
        <tr>{inOrder(token.header.map((cell) => headCell(cell, drawCell)))}</tr>
      </thead>
      <tbody className="[&>tr:last-child>td]:border-b-0">
        {inOrder(token.rows.map((row) => bodyRow(row, drawCell)))}
      </tbody>
    </table>
  </section>
)

type DrawCell = TableBlockProps['drawCell']

/** The empty corner of many a table heads nothing. */
const headCell = (cell: Tokens.TableCell, drawCell: DrawCell) =>
  cell.text.trim() === '' ? bodyCell(cell, drawCell) : headingCell(cell, drawCell)

const headingCell = (cell: Tokens.TableCell, drawCell: DrawCell) => (
  <th scope="col" dir="auto" className={joinClasses(cellShape(cell), 'font-semibold')}>
    {drawCell(cell)}
  </th>
)

const bodyRow = (row: readonly Tokens.TableCell[], drawCell: DrawCell) => (
  <tr>{inOrder(row.map((cell) => bodyCell(cell, drawCell)))}</tr>
)

const bodyCell = (cell: Tokens.TableCell, drawCell: DrawCell) => (
  <td dir="auto" className={cellShape(cell)}>
    {drawCell(cell)}
  </td>
)
