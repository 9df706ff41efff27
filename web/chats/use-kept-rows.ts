/** Which rows of the feed must not be taken off the page: the one with the focus, and those of a selection. */

import { useEffect, useState, type RefObject } from 'react'

/** Rows by their `data-row`; the ends of a selection are in the order of the page. */
export interface KeptRows {
  readonly focused: string | null
  readonly selected: readonly [string, string] | null
}

const NONE: KeptRows = { focused: null, selected: null }

/** The row of the feed that something on the page is in. */
export const rowAt = (feed: Element, node: Node | null): string | null => {
  const element = node instanceof Element ? node : (node?.parentElement ?? null)
  const row = element?.closest<HTMLElement>('[data-row]')
  return row !== null && row !== undefined && feed.contains(row)
    ? (row.dataset['row'] ?? null)
    : null
}

const selectedRows = (feed: Element): KeptRows['selected'] => {
  const selection = document.getSelection()
  if (selection === null || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const [start, end] = [rowAt(feed, range.startContainer), rowAt(feed, range.endContainer)]
  const [first, last] = [start ?? end, end ?? start]
  return first === null || last === null ? null : [first, last]
}

/** Looks at what the browser says: a row that is unmounted loses both for good. */
export const useKeptRows = (box: RefObject<HTMLElement | null>): KeptRows => {
  const [kept, setKept] = useState(NONE)
  useEffect(() => {
    const look = () => {
      if (box.current === null) return
      const focused = rowAt(box.current, document.activeElement)
      const selected = selectedRows(box.current)
      setKept((former) => (isSame(former, { focused, selected }) ? former : { focused, selected }))
    }
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener('focusin', look, { signal })
    // Where nothing else takes the focus there is no focusin; the browser has not moved on yet.
    document.addEventListener('focusout', () => setTimeout(look), { signal })
    document.addEventListener('selectionchange', look, { signal })
    return () => listening.abort()
  }, [box])
  return kept
}

const isSame = (one: KeptRows, other: KeptRows): boolean =>
  one.focused === other.focused &&
  one.selected?.[0] === other.selected?.[0] &&
  one.selected?.[1] === other.selected?.[1]

/** A selection over more rows than this is let go row by row: mounting all would stop the page. */
const MOST_SELECTED = 400

/** The rows' numbers, ascending; `also` are rows that stay whatever has the focus. */
export const keptIndexes = (
  rows: readonly string[],
  { focused, selected }: KeptRows,
  also: readonly (string | null)[],
): readonly number[] => {
  const kept = new Set<number>()
  const add = (row: string | null) => {
    const at = row === null ? -1 : rows.lastIndexOf(row)
    if (at >= 0) kept.add(at)
  }
  for (const row of [focused, ...also]) add(row)
  if (selected !== null) {
    const [from, to] = [rows.lastIndexOf(selected[0]), rows.lastIndexOf(selected[1])]
    if (from >= 0)
      for (let at = from; at <= Math.min(to, from + MOST_SELECTED); at += 1) kept.add(at)
  }
  return [...kept].toSorted((a, b) => a - b)
}
