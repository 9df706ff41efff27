/** The line between the list and the chat, to be moved by pointer and by arrow keys. */

import { useLayoutEffect, useState, type KeyboardEvent, type PointerEvent } from 'react'
import {
  clampWidth,
  keepWidth,
  LEAST_WIDTH,
  MOST_WIDTH,
  readWidth,
  USUAL_WIDTH,
  widthByKey,
} from './list-width.ts'

const isRightToLeft = (element: Element): boolean => getComputedStyle(element).direction === 'rtl'

/** The list grows with the text: a width is counted in pixels of the usual text size. */
const USUAL_REM_PX = 16

const remPx = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/** The width that would put the line under the pointer. */
const widthAt = (line: HTMLElement, x: number): number => {
  const { left = 0, right = 0 } = line.parentElement?.getBoundingClientRect() ?? {}
  const px = isRightToLeft(line) ? right - x : x - left
  return clampWidth((px * USUAL_REM_PX) / remPx())
}

const hold = ({ button, currentTarget, pointerId }: PointerEvent<HTMLElement>): void => {
  if (button === 0) currentTarget.setPointerCapture(pointerId)
}

/** The last child of the list's pane, which stands at `--list` wide. */
export const PaneSplit = () => {
  const [width, setWidth] = useState(readWidth)
  // Before the first drawing, and not through the grid, which a move must not draw anew.
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--list', `${width / USUAL_REM_PX}rem`)
  }, [width])
  const choose = (next: number) => {
    setWidth(next)
    keepWidth(next)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = widthByKey(event.key, width, isRightToLeft(event.currentTarget))
    if (next === null) return
    event.preventDefault()
    choose(next)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { currentTarget: line } = event
    if (line.hasPointerCapture(event.pointerId)) setWidth(widthAt(line, event.clientX))
  }
  return (
    // A line that is moved is a widget, which <hr> is not.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list of chats"
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      aria-valuetext={`${width} pixels`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      title="Drag to resize, double-click to reset"
      onKeyDown={onKeyDown}
      onPointerDown={hold}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => keepWidth(width)}
      onDoubleClick={() => choose(USUAL_WIDTH)}
      className="group/split absolute inset-y-0 -end-2 z-10 w-4 cursor-col-resize touch-none outline-none pointer-coarse:-end-5 pointer-coarse:w-7"
    >
      <span className="absolute inset-y-0 start-1/2 w-0.5 -translate-x-1/2 transition-colors duration-150 group-hover/split:bg-outline group-focus-visible/split:bg-info group-active/split:bg-info rtl:translate-x-1/2" />
    </div>
  )
}
