/** Which row of the list Tab goes to and the keys start from, and how it gets the focus. */

import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Line } from './chat-order.ts'
import { moveFrom } from './list-moves.ts'

interface Rows {
  readonly lines: readonly Line[]
  readonly openId: string | undefined
  readonly list: RefObject<HTMLElement | null>
  readonly virtualizer: RefObject<VirtualizerHandle | null>
}

export const useRovingRow = ({ lines, openId, list, virtualizer }: Rows) => {
  const [chosenId, setChosenId] = useState<string>()
  /** The row that has the focus while the chosen one is on its way into the page. */
  const [heldId, setHeldId] = useState<string>()
  const wanted = useRef<string>(null)
  const lineById = useMemo(
    () => new Map(lines.flatMap((line, at) => ('chatId' in line ? [[line.chatId, at]] : []))),
    [lines],
  )
  const isThere = (one: string | undefined) => one !== undefined && lineById.has(one)
  const id = [chosenId, openId].find(isThere) ?? moveFrom(lines, -1, 'first') ?? ''
  const at = lineById.get(id) ?? -1

  // The row may come into the page only with a later drawing, and is hidden until it is measured.
  useEffect(() => {
    if (wanted.current === null) return
    let tries = 0
    let frame = 0
    const focusIt = () => {
      const row = list.current?.querySelector<HTMLElement>(`[data-chat="${wanted.current}"] a`)
      row?.focus({ preventScroll: true })
      tries += 1
      if (row !== null && row === document.activeElement) wanted.current = null
      else if (tries < MOST_FRAMES) frame = requestAnimationFrame(focusIt)
    }
    focusIt()
    return () => cancelAnimationFrame(frame)
  })

  const show = useCallback(
    (chatId: string) => {
      const line = lineById.get(chatId)
      // The first one is shown with what stands over it.
      if (line !== undefined) virtualizer.current?.scrollToIndex(line === 1 ? 0 : line, NEAREST)
    },
    [lineById, virtualizer],
  )
  // A chat that was opened by other means than its row: by a key, by a link, as a new one.
  const shown = useRef<string>(undefined)
  useEffect(() => {
    if (openId === undefined || shown.current === openId || !lineById.has(openId)) return
    shown.current = openId
    setChosenId(openId)
    show(openId)
  }, [openId, lineById, show])

  const focusRow = useCallback(
    (chatId: string) => {
      wanted.current = chatId
      setChosenId(chatId)
      show(chatId)
    },
    [show],
  )
  const noteFocus = useCallback((rowId: string | undefined) => {
    setHeldId(rowId)
    if (wanted.current === null) setChosenId(rowId)
  }, [])
  const heldAt = lineById.get(heldId ?? '') ?? -1
  const kept = [...new Set([at, heldAt])].filter((line) => line >= 0)
  return { id, at, kept, focusRow, noteFocus }
}

/** Until it is measured. */
const MOST_FRAMES = 30

const NEAREST = { align: 'nearest' } as const
