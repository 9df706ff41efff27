/** Opens a menu by right click, by the menu key or by a long press; a long press may do something else. */

import { useEffect, useRef, type MouseEvent, type PointerEvent } from 'react'
import type { Point } from './place-beside.ts'

const LONG_PRESS_MS = 500
/** A finger never lies quite still. */
const SLACK_PX = 10

interface Press {
  readonly point: Point
  timer: ReturnType<typeof setTimeout> | undefined
  /** It was long, and what ends it is no click. */
  isLong: boolean
  isDown: boolean
  readonly isTouch: boolean
}

/**
 * A popover that is opened while a button or finger is down would be closed when that goes up, so it
 * is opened then. `hold`: what a long press of a finger does at once, in place of the menu.
 */
export const usePressMenu = (open: (point: Point) => void, hold?: () => void) => {
  const press = useRef<Press>(null)
  useEffect(() => () => clearTimeout(press.current?.timer), [])

  const openWhenUp = (point: Point) => {
    const now = press.current
    if (now?.isDown !== true) open(point)
    else if (!now.isLong) {
      now.isLong = true
      if (now.isTouch) hold?.()
    }
  }
  const end = () => {
    const now = press.current
    if (now === null || !now.isDown) return
    clearTimeout(now.timer)
    now.isDown = false
    if (now.isLong && !(now.isTouch && hold !== undefined)) setTimeout(() => open(now.point))
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      if (isInMenu(event.target)) return
      const now: Press = {
        point: { x: event.clientX, y: event.clientY },
        timer: undefined,
        isLong: false,
        isDown: true,
        isTouch: event.pointerType === 'touch',
      }
      press.current = now
      window.addEventListener('pointerup', end, { once: true })
      // iOS sends no `contextmenu`.
      if (event.pointerType !== 'mouse')
        now.timer = setTimeout(() => openWhenUp(now.point), LONG_PRESS_MS)
    },
    onPointerMove: (event: PointerEvent) => {
      const now = press.current
      if (now === null || now.isLong) return
      const moved = Math.hypot(event.clientX - now.point.x, event.clientY - now.point.y)
      if (moved > SLACK_PX) clearTimeout(now.timer)
    },
    onPointerCancel: () => {
      const now = press.current
      if (now !== null && !now.isLong) clearTimeout(now.timer)
      end()
    },
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault()
      if (!isInMenu(event.target)) openWhenUp({ x: event.clientX, y: event.clientY })
    },
    onClickCapture: (event: MouseEvent) => {
      if (press.current?.isLong !== true || isInMenu(event.target)) return
      press.current.isLong = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}

const isInMenu = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('[role=menu]') !== null
