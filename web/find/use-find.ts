/** What is looked for in a chat, its matches, and which of them is the current one. */

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageListHandle } from '../chats/message-list.tsx'
import { announce } from '../ui/announce.ts'
import { readAsked } from './asked.ts'
import { nearest, placeWords, stepFrom, type Place } from './find-place.ts'
import { clearMarks, paintMarks, watchRows } from './marks.ts'
import { reveal } from './reveal.ts'
import { useMatches, type Matches } from './use-matches.ts'

interface Find {
  readonly typed: string
  readonly type: (text: string) => void
  /** "3 of 17"; null where nothing is looked for. */
  readonly words: string | null
  /** Null where there is no match to go to. */
  readonly step: ((by: 1 | -1) => void) | null
}

export const useFind = (
  messages: readonly MessageView[] | undefined,
  list: RefObject<MessageListHandle | null>,
): Find => {
  const [typed, setTyped] = useState('')
  const asked = useMemo(() => readAsked(typed), [typed])
  const matches = useMatches(messages, asked)
  const [wanted, setWanted] = useState<Place | null>(null)
  const { found } = matches
  const now = wanted === null ? null : nearest(found, wanted)
  const words = matches.asked === null ? null : placeWords(found, now)
  useMarks(matches, now)
  useShown(matches.asked, now, list)
  useEffect(() => {
    if (words !== null) announce(words, 'polite', 'find')
  }, [words])
  const type = (text: string) => {
    setTyped(text)
    const at = list.current?.firstInSight() ?? 0
    // What was found stays where it is as more is typed, at its first match.
    setWanted(now === null ? { id: messages?.[at]?.id ?? '', at, nth: 0 } : { ...now, nth: 0 })
  }
  const step = now && ((by: 1 | -1) => setWanted(stepFrom(found, now, by)))
  return { typed, type, words, step }
}

const useMarks = ({ asked, found }: Matches, now: Place | null): void => {
  const ids = useMemo(() => new Set(found.map(({ id }) => id)), [found])
  const { id, nth } = now ?? {}
  useEffect(() => {
    const feed = document.querySelector('[role=feed]')
    if (asked === null || feed === null) return
    const current = id === undefined || nth === undefined ? null : { id, nth }
    const paint = () => paintMarks(asked, ids, current)
    paint()
    return watchRows(feed, paint)
  }, [asked, id, ids, nth])
  useEffect(() => {
    if (asked === null) clearMarks()
  }, [asked])
  useEffect(() => clearMarks, [])
}

/** Goes to the current match when it is another one, not when others come or go. */
const useShown = (
  asked: Matches['asked'],
  now: Place | null,
  list: RefObject<MessageListHandle | null>,
): void => {
  const row = useRef(now?.at)
  useEffect(() => {
    row.current = now?.at
  })
  const { id, nth } = now ?? {}
  useEffect(() => {
    const at = row.current
    if (asked === null || id === undefined || nth === undefined || at === undefined) return
    return reveal({ id, nth, at }, asked, (to) => list.current?.goTo(to))
  }, [asked, id, list, nth])
}
