/** Which row of the list Tab goes to and the keys start from, and how it gets the focus. */

import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Line } from './chat-order.ts'
import { idOfRow } from './list-keys.ts'
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

  useWantedFocus(list, wanted)
  const show = useCallback(
    (chatId: string) => {
      const now = virtualizer.current
      const line = lineById.get(chatId)
      if (now === null || line === undefined) return
      const over = lines[line - 1]
      // One that stands under a heading is shown with it, where that is on the way.
      const isOver =
        over !== undefined && 'heading' in over && now.scrollOffset > now.getItemOffset(line - 1)
      now.scrollToIndex(isOver ? line - 1 : line, NEAREST)
    },
    [lineById, lines, virtualizer],
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
  const noteFocus = useCallback((target: EventTarget) => {
    const rowId = idOfRow(target)
    // What stands over the chats has a line of its own that Tab goes to.
    if (rowId === undefined) return
    setHeldId(rowId)
    if (wanted.current === null) setChosenId(rowId)
  }, [])
  const heldAt = lineById.get(heldId ?? '') ?? -1
  // What stands over the chats has controls, and may be gone to by Tab from anywhere.
  const kept = [...new Set([0, at, heldAt])].filter((line) => line >= 0)
  return { id, at, kept, focusRow, noteFocus }
}

/** Until it is measured. */
const MOST_FRAMES = 30

const NEAREST = { align: 'nearest' } as const

/** The row may come into the page only with a later drawing, and is hidden until it is measured. */
const useWantedFocus = (
  list: RefObject<HTMLElement | null>,
  wanted: RefObject<string | null>,
): void =>
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
