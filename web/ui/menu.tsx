/** A menu behind a ⋯ button, on the browser's own popover: it closes itself and gives focus back. */

import { Ellipsis, type LucideIcon } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { IconButton } from './button.tsx'
import { joinClasses } from './join-classes.ts'
import { placeBeside } from './place-beside.ts'

interface MenuChoice {
  readonly label: string
  readonly Icon: LucideIcon
  readonly onChoose: () => void
  readonly isDangerous?: boolean
}

interface MenuProps {
  readonly label: string
  readonly choices: readonly MenuChoice[]
  readonly className?: string
  readonly icon?: ReactNode
  /** Of the button, where Tab is to pass it by. */
  readonly tabIndex?: number
}

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}

const show = (menu: HTMLElement | null, button: HTMLElement | null): void => {
  if (menu === null || button === null) return
  placeBeside(menu, button)
  menu.querySelector<HTMLElement>('[role=menuitem]')?.focus()
}

export const Menu = ({ label, choices, className, icon, tabIndex = 0 }: MenuProps) => {
  const id = useId()
  /** A list has a menu a row: what nobody has opened is not drawn. */
  const [isOpen, setIsOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
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
          if (newState === 'open') flushSync(() => setIsOpen(true))
        }}
        onToggle={({ newState }) => {
          if (newState === 'open') show(menu.current, button.current)
          else setIsOpen(false)
        }}
        onKeyDown={moveFocus}
        className="fixed inset-auto m-0 min-w-48 rounded-2xl border border-line bg-raised p-1.5 text-text shadow-raised"
      >
        {(isOpen ? choices : []).map(({ label: words, Icon, onChoose, isDangerous }) => (
          <button
            key={words}
            type="button"
            role="menuitem"
            onClick={() => {
              menu.current?.hidePopover()
              onChoose()
            }}
            className={joinClasses(
              'flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-start text-body hover:bg-chip focus-visible:bg-chip',
              isDangerous === true && 'text-danger',
            )}
          >
            <Icon size={18} aria-hidden className="shrink-0" />
            {words}
          </button>
        ))}
      </div>
    </>
  )
}
