/** A menu behind a ⋯ button, on the browser's own popover: it closes itself and gives focus back. */

import { Ellipsis, type LucideIcon } from 'lucide-react'
import {
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react'
import { flushSync } from 'react-dom'
import { IconButton } from './button.tsx'
import { joinClasses } from './join-classes.ts'
import { placeAt, placeBeside, type Point } from './place-beside.ts'

interface MenuChoice {
  readonly label: string
  readonly Icon: LucideIcon
  readonly onChoose: () => void
  readonly isDangerous?: boolean
}

/** For whoever opens the menu by other means than its button: a right click, a long press, a key. */
export interface MenuHandle {
  readonly openAt: (point: Point) => void
}

interface MenuProps {
  readonly label: string
  readonly choices: readonly MenuChoice[]
  readonly className?: string
  readonly icon?: ReactNode
  /** Of the button, where something else in its row is what Tab goes to. */
  readonly tabIndex?: number
  readonly ref?: Ref<MenuHandle>
}

const itemsOf = (menu: HTMLElement): readonly HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role=menuitem]'),
]

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const items = itemsOf(event.currentTarget)
  const at = items.findIndex((item) => item === document.activeElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}

/** Its choices are in the page only while it is open: a list has a menu in every row. */
export const Menu = ({ label, choices, className, icon, tabIndex, ref }: MenuProps) => {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const point = useRef<Point>(null)
  const isShown = useRef(false)
  /** At once where the menu is asked for here; where the button opens it, when the browser tells of it. */
  const show = () => {
    if (isShown.current || menu.current === null || button.current === null) return
    isShown.current = true
    if (point.current === null) placeBeside(menu.current, button.current)
    else placeAt(menu.current, point.current)
    point.current = null
    itemsOf(menu.current)[0]?.focus()
  }
  useImperativeHandle(ref, () => ({
    openAt: (at) => {
      if (menu.current === null || menu.current.matches(':popover-open')) return
      point.current = at
      menu.current.showPopover()
      show()
    },
  }))
  return (
    <>
      <IconButton
        ref={button}
        label={label}
        aria-haspopup="menu"
        popoverTarget={id}
        tabIndex={tabIndex}
        {...(className === undefined ? {} : { className })}
      >
        {icon ?? <Ellipsis size={20} aria-hidden />}
      </IconButton>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onBeforeToggle={({ newState }) => {
          isShown.current = false
          // What is in it is measured and focused as soon as it is open. As it closes, it stays for a
          // moment: the browser gives the focus back only where it is still in there.
          if (newState === 'open') flushSync(() => setIsOpen(true))
          else setIsOpen(false)
        }}
        onToggle={(event) => event.newState === 'open' && show()}
        onKeyDown={moveFocus}
        className="fixed inset-auto m-0 min-w-52 animate-[appear_0.12s_ease-out] rounded-2xl border border-line bg-raised p-1.5 text-text shadow-raised"
      >
        {isOpen && <Choices choices={choices} onChoose={() => menu.current?.hidePopover()} />}
      </div>
    </>
  )
}

interface ChoicesProps {
  readonly choices: readonly MenuChoice[]
  /** Before anything is done: the focus is back where it was by then. */
  readonly onChoose: () => void
}

const Choices = ({ choices, onChoose }: ChoicesProps) =>
  choices.map(({ label, Icon, onChoose: act, isDangerous }) => (
    <button
      key={label}
      type="button"
      role="menuitem"
      onClick={() => {
        onChoose()
        act()
      }}
      className={joinClasses(
        'flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-start text-body hover:bg-chip focus-visible:bg-chip',
        isDangerous === true && 'text-danger',
      )}
    >
      <Icon size={18} aria-hidden className="shrink-0" />
      {label}
    </button>
  ))
