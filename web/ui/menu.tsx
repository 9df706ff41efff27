/** A menu behind a ⋯ button, on the browser's own popover: it closes itself and gives focus back. */

import { Ellipsis, type LucideIcon } from 'lucide-react'
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
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
}

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}

export const Menu = ({ label, choices, className, icon }: MenuProps) => {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const show = () => {
    if (menu.current === null || button.current === null) return
    placeBeside(menu.current, button.current)
    menu.current.querySelector<HTMLElement>('[role=menuitem]')?.focus()
  }
  return (
    <>
      <IconButton
        ref={button}
        label={label}
        aria-haspopup="menu"
        popoverTarget={id}
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
        onToggle={(event) => event.newState === 'open' && show()}
        onKeyDown={moveFocus}
        className="fixed inset-auto m-0 min-w-48 rounded-2xl border border-line bg-raised p-1.5 text-text shadow-raised"
      >
        {choices.map(({ label: words, Icon, onChoose, isDangerous }) => (
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
