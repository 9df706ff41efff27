/** Keeps where the list was left, and begins there when it comes back. */

import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { CacheSnapshot, VirtualizerHandle } from 'virtua'
import { useHome } from '../session/use-home.ts'
import type { ChatOrder, SeenChats } from './chat-order.ts'
import { findList, leaveList } from './list-shelf.ts'

/** What the virtual list needs to begin with: the heights of its rows, where they are still the same rows. */
export const useLeftList = (
  virtualizer: RefObject<VirtualizerHandle | null>,
  order: ChatOrder,
  seen: SeenChats,
): { readonly cache?: CacheSnapshot } => {
  const { database } = useHome()
  const [left] = useState(() => findList(database, order.address))
  const latest = useRef({ order, seen })
  useEffect(() => {
    latest.current = { order, seen }
  })
  useLayoutEffect(() => {
    const list = virtualizer.current
    if (list === null) return undefined
    if (left !== null) list.scrollTo(left.offset)
    return () => {
      const { scrollOffset: offset, cache: heights } = list
      leaveList({ database, ...latest.current, offset, heights })
    }
  }, [database, left, virtualizer])
  return left === null || left.order !== order ? {} : { cache: left.heights }
}
