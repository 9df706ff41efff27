/** Where a list of messages goes by itself: after what comes at its end, to a row, or nowhere. */

import { useCallback, useEffect, useRef, type RefObject } from 'react'
import type { VListHandle } from 'virtua'
import type { Opening } from './feed-place.ts'
import { isAtVeryEnd, isNearEnd, letGo, scrollTo } from './feed-scroll.ts'

export interface Aim {
  readonly isAtEnd: () => boolean
  readonly goTo: (to: Opening) => void
  readonly noteScroll: (offset: number) => void
  /** It has come to rest. */
  readonly noteRest: () => void
  readonly drop: () => void
}

/** By then also a list that never rests, because a reply grows in it, stands where it opened. */
const OPENED_AFTER_MS = 1000
/** Whoever does any of these has seen it open. */
const ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

const MEASURED_AFTER_FRAMES = 3

const afterFrames = (count: number, act: () => void): void => {
  requestAnimationFrame(() => (count > 1 ? afterFrames(count - 1, act) : act()))
}

export const useAim = (
  list: RefObject<VListHandle | null>,
  rows: number,
  opening: Opening['kind'],
): Aim => {
  const aim = useRef<Opening['kind'] | null>(opening)
  const latest = useRef<Opening>(undefined)
  const lastOffset = useRef(0)
  /** While it opens, rows that are measured move the offset back: nobody turns there. */
  const hasOpened = useRef(false)
  useEffect(() => {
    const done = () => {
      hasOpened.current = true
    }
    const timer = setTimeout(done, OPENED_AFTER_MS)
    for (const name of ACTS) window.addEventListener(name, done, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const name of ACTS) window.removeEventListener(name, done)
    }
  }, [])
  return {
    isAtEnd: useCallback(() => aim.current === 'end', []),
    goTo: useCallback(
      (to: Opening) => {
        aim.current = to.kind
        latest.current = to
        if (to.kind === 'end' || to.offsetPx <= 0) {
          scrollTo(list.current, to, rows)
          return
        }
        // A place further down in a row that is not measured yet lies behind what it seems to measure:
        // the row itself is shown first.
        scrollTo(list.current, { ...to, offsetPx: 0 }, rows)
        afterFrames(MEASURED_AFTER_FRAMES, () => {
          if (latest.current === to && aim.current === 'row') scrollTo(list.current, to, rows)
        })
      },
      [list, rows],
    ),
    noteScroll: (offset) => {
      const isBack = hasOpened.current && offset < lastOffset.current
      lastOffset.current = offset
      if (list.current === null) return
      // Who goes back at all does not want to be taken to the end by what grows there.
      const isTurned = isBack && !isAtVeryEnd(list.current)
      if (isTurned && aim.current === 'end') letGo(list.current)
      // On the way to a row that is not all measured, its place may look like the end.
      if (isTurned) aim.current = null
      else if (aim.current !== 'row') aim.current = isNearEnd(list.current) ? 'end' : null
    },
    noteRest: () => {
      hasOpened.current = true
      if (aim.current === 'row') aim.current = null
    },
    drop: useCallback(() => {
      aim.current = null
    }, []),
  }
}
