/** The search: a box, how it is narrowed, and what was found in all chats of this device. */

import { Search } from 'lucide-react'
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react'
import { useLocation, useSearch as useQueryText } from 'wouter'
import { readWords } from '../../db/device/search-words.ts'
import { FirstDownload } from '../sync/first-download.tsx'
import { NotSearched } from '../modes/not-searched.tsx'
import { announce } from '../ui/announce.ts'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/use-now.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { ChatHit, MessageHitRow } from './hits.tsx'
import { readAddress, writeAddress, type SearchAddress } from './search-address.ts'
import { SearchFilters } from './search-filters.tsx'
import { progressWords, resultWords } from './search-words.ts'
import { useSearch, type Found } from './use-search.ts'

const SHOWN_FIRST = 30
/** Browsers refuse a page that changes its address at every key. */
const ADDRESS_AFTER_MS = 400
/** Long enough for a person to type on. */
const SPEAK_AFTER_MS = 1200

export const SearchView = () => {
  const { address, change, keep } = useAddress()
  const asked = useDeferredValue(address)
  const found = useSearch(asked)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.focus(), [])
  useSpoken(found)
  return (
    <>
      <ViewHeader title="Search" />
      {/* The keys only move the focus between the box and the links, which all work by themselves. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <search onKeyDown={moveFocus} className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-3 px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6">
          <label className="relative block">
            <span className="sr-only">Search your chats</span>
            <Search
              size={20}
              aria-hidden
              className="pointer-events-none absolute inset-y-0 start-4 my-auto text-neutral"
            />
            <input
              ref={box}
              data-hit
              type="search"
              enterKeyHint="search"
              autoComplete="off"
              placeholder="Search your chats"
              dir="auto"
              value={address.typed}
              onChange={(event) => change({ typed: event.target.value })}
              onBlur={keep}
              className="min-h-12 w-full rounded-full border border-outline bg-page ps-12 pe-5 text-base outline-offset-2"
            />
          </label>
          <SearchFilters address={address} onChange={change} />
          {found === null ? <Hint /> : <Results found={found} words={readWords(asked.typed)} />}
        </div>
      </search>
    </>
  )
}

/** What is typed is here at once, and in the address a moment later, or when somebody leaves the box. */
const useAddress = () => {
  const [, navigate] = useLocation()
  const [address, setAddress] = useState(() => readAddress(location.search))
  const query = useQueryText()
  const written = useRef(query)
  useEffect(() => {
    // Somebody went back or followed a link to another search.
    if (query === written.current) return
    written.current = query
    setAddress(readAddress(query))
  }, [query])
  const keep = useCallback(() => {
    const to = writeAddress(address)
    written.current = to.split('?')[1] ?? ''
    if (to !== location.pathname + location.search) navigate(to, { replace: true })
  }, [address, navigate])
  useEffect(() => {
    const timer = setTimeout(keep, ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [keep])
  const change = (part: Partial<SearchAddress>) => setAddress((last) => ({ ...last, ...part }))
  return { address, change, keep }
}

const useSpoken = (found: Found | null): void => {
  const words = found?.isOver === true ? resultWords(found) : null
  useEffect(() => {
    if (words === null) return
    const timer = setTimeout(() => announce(words, 'polite', 'search'), SPEAK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [words])
}

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const isEnter = event.key === 'Enter' && event.target instanceof HTMLInputElement
  if (event.nativeEvent.isComposing || (step === undefined && !isEnter)) return
  if (event.target instanceof HTMLSelectElement) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-hit]')]
  const at = stops.findIndex((stop) => stop === document.activeElement)
  const next = stops[at + (step ?? 1)]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  next.focus()
}

interface ResultsProps {
  readonly found: Found
  readonly words: readonly string[]
}

const Results = ({ found, words }: ResultsProps) => {
  const now = useNow(60_000)
  return (
    <>
      <FirstDownload />
      <p className="px-3 text-small text-neutral tabular-nums">{progressWords(found)}</p>
      <NotSearched />
      {found.chats.length > 0 && (
        <Group title="Chats" count={found.chats.length}>
          {(limit) =>
            found.chats.slice(0, limit).map((chat) => (
              <li key={chat.id}>
                <ChatHit chat={chat} words={words} now={now} />
              </li>
            ))
          }
        </Group>
      )}
      {found.messages.length > 0 && (
        <Group title="Messages" count={found.messages.length}>
          {(limit) =>
            found.messages.slice(0, limit).map((hit) => (
              <li key={hit.message.id}>
                <MessageHitRow hit={hit} words={words} now={now} />
              </li>
            ))
          }
        </Group>
      )}
    </>
  )
}

interface GroupProps {
  readonly title: string
  readonly count: number
  readonly children: (limit: number) => React.ReactNode
}

const Group = ({ title, count, children }: GroupProps) => {
  const [limit, setLimit] = useState(SHOWN_FIRST)
  return (
    <section aria-label={title}>
      <h2 className="px-3 pb-1 text-caption font-medium text-neutral">{title}</h2>
      <ul>{children(limit)}</ul>
      {count > limit && (
        <Button look="quiet" className="mt-1" onClick={() => setLimit(limit + SHOWN_FIRST * 2)}>
          Show more
        </Button>
      )}
    </section>
  )
}

const Hint = () => (
  <div className="flex flex-col items-center gap-3 px-8 py-16 text-center text-neutral">
    <Search size={32} strokeWidth={1.5} aria-hidden />
    <p>
      Every title and every message on this device, with or without a network. Words in “quotation
      marks” are found as they stand.
    </p>
  </div>
)
