/** The palette: type a few letters of a chat, or of what is to be done, and press Enter. */

import { CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot } from 'cmdk'
import { MessageSquare, Search, type LucideIcon } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useLocation, useRoute } from 'wouter'
import { readWords } from '../../db/device/search-words.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { isApple } from '../keys/is-apple.ts'
import { APP_KEYS, capsOf, shortcutOf, type AppKey } from '../keys/shortcuts.ts'
import { useModal } from '../ui/use-modal.ts'
import { matchTitles, type Matched } from './match-titles.ts'
import { matchActs, paletteActs, type PaletteAct } from './palette-acts.ts'
import { foundWords } from './palette-words.ts'
import { useTitles } from './use-titles.ts'

interface PaletteProps {
  readonly acts: Readonly<Record<AppKey, () => void>>
  readonly onClose: () => void
}

const SHOWN = 12
const RECENT = 6
const NAME = 'Go to a chat, or do something'

export const Palette = ({ acts, onClose }: PaletteProps) => {
  const modal = useModal(onClose)
  const [, navigate] = useLocation()
  const [typed, setTyped] = useState('')
  const found = useFound(
    typed,
    useMemo(() => paletteActs({ acts, navigate }), [acts, navigate]),
  )
  /** Closed first: what is done may take the focus somewhere, or open a dialog. */
  const choose = (act: () => void) => () => {
    onClose()
    act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (shortcutOf(APP_KEYS, event, isApple()) !== 'palette') return
    event.preventDefault()
    onClose()
  }
  return (
    // The keys that do the same as a click beside it are Escape and its own shortcut.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      {...modal}
      aria-label={NAME}
      onKeyDown={onKeyDown}
      className="mx-auto mt-[max(var(--sat),1rem)] mb-auto w-[calc(100%-1.5rem)] max-w-xl animate-[appear_0.12s_ease-out] overflow-hidden rounded-3xl border border-line bg-raised p-0 text-text shadow-raised backdrop:animate-[fade_0.12s] backdrop:bg-scrim md:mt-[12vh]"
    >
      <CommandRoot label={NAME} shouldFilter={false} vimBindings={false} loop>
        <div className="flex items-center gap-3 border-b border-line ps-5 pe-3">
          <Search size={20} aria-hidden className="shrink-0 text-neutral" />
          <CommandInput
            data-first
            value={typed}
            onValueChange={setTyped}
            placeholder={NAME}
            dir="auto"
            className="min-h-14 min-w-0 flex-1 bg-transparent text-base outline-none"
          />
        </div>
        <CommandList
          label="Chats and actions"
          className="max-h-[min(60dvh,30rem)] overflow-y-auto overscroll-contain p-2"
        >
          {found !== undefined && (
            <>
              <Chats found={found} onChoose={(id) => choose(() => navigate(`/c/${id}`))} />
              <Acts found={found} onChoose={choose} />
              <SearchFor
                typed={typed.trim()}
                onChoose={(address) => choose(() => navigate(address))}
              />
            </>
          )}
        </CommandList>
        {/* The page's own regions lie under the dialog, where nothing is read out. */}
        <output className="sr-only">{found !== undefined && foundWords(found)}</output>
      </CommandRoot>
    </dialog>
  )
}

interface Found extends Matched {
  readonly words: readonly string[]
  readonly acts: readonly PaletteAct[]
}

/** Undefined until the first titles are there: the first row is the one that Enter takes. */
const useFound = (typed: string, acts: readonly PaletteAct[]): Found | undefined => {
  const titles = useTitles()
  const [, route] = useRoute('/c/:chatId/*?')
  const openId = route?.chatId
  return useMemo(() => {
    if (titles === undefined) return undefined
    const words = readWords(typed)
    const isIdle = words.length === 0
    // Nobody goes where they are.
    const others = isIdle ? titles.filter(({ id }) => id !== openId) : titles
    const limit = isIdle ? RECENT : SHOWN
    return { words, acts: matchActs(acts, words), ...matchTitles(others, words, limit) }
  }, [acts, openId, titles, typed])
}

const HEADING =
  '[&>[cmdk-group-heading]]:px-3 [&>[cmdk-group-heading]]:pt-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:text-caption [&>[cmdk-group-heading]]:font-medium [&>[cmdk-group-heading]]:text-neutral'

interface ChatsProps {
  readonly found: Found
  readonly onChoose: (id: string) => () => void
}

const Chats = ({ found: { titles, words }, onChoose }: ChatsProps) =>
  titles.length > 0 && (
    <CommandGroup heading={words.length === 0 ? 'Recent chats' : 'Chats'} className={HEADING}>
      {titles.map(({ id, title }) => (
        <Row key={id} value={id} Icon={MessageSquare} onChoose={onChoose(id)}>
          {title === '' ? UNTITLED : title}
        </Row>
      ))}
    </CommandGroup>
  )

interface SearchForProps {
  readonly typed: string
  readonly onChoose: (address: string) => () => void
}

const SearchFor = ({ typed, onChoose }: SearchForProps) =>
  typed !== '' && (
    <Row value="search" Icon={Search} onChoose={onChoose(`/search?q=${encodeURIComponent(typed)}`)}>
      Search messages for “<bdi>{typed}</bdi>”
    </Row>
  )

interface ActsProps {
  readonly found: Found
  readonly onChoose: (act: () => void) => () => void
}

const Acts = ({ found: { acts }, onChoose }: ActsProps) =>
  acts.length > 0 && (
    <CommandGroup heading="Actions" className={HEADING}>
      {acts.map(({ label, Icon, act, keys }) => (
        <Row key={label} value={label} Icon={Icon} keys={keys} onChoose={onChoose(act)}>
          {label}
        </Row>
      ))}
    </CommandGroup>
  )

interface RowProps {
  readonly value: string
  readonly Icon: LucideIcon
  readonly keys?: string | undefined
  readonly onChoose: () => void
  readonly children: ReactNode
}

const Row = ({ value, Icon, keys, onChoose, children }: RowProps) => (
  <CommandItem
    value={value}
    onSelect={onChoose}
    className="flex min-h-11 cursor-pointer items-center gap-3 rounded-2xl px-3 text-body aria-selected:bg-bubble aria-selected:chosen-forced"
  >
    <Icon size={18} aria-hidden className="shrink-0 text-neutral" />
    <span dir="auto" className="min-w-0 flex-1 truncate text-as-around">
      {children}
    </span>
    {keys !== undefined && (
      <kbd aria-hidden className="shrink-0 font-sans text-caption text-neutral">
        {capsOf(keys, isApple()).join(isApple() ? '' : '+')}
      </kbd>
    )}
  </CommandItem>
)
