/** The bar over a view: the way back on phones, its one heading, and what can be done with it. */

import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, type ReactNode, type Ref } from 'react'
import { Link } from 'wouter'
import { listAddress } from '../folders/list-address.ts'
import { ICON_SHAPE } from './button.tsx'
import { joinClasses } from './join-classes.ts'
import { isChoosingList } from './keep-focus.ts'
import { useIsWide } from './use-media.ts'
import { nameWindow } from './window-title.ts'

interface ViewHeaderProps {
  readonly title: string
  readonly children?: ReactNode
  /** What stands in the place of the title while that is written anew. */
  readonly editor?: ReactNode
  /** Of the title; never the only way to what it does. */
  readonly onDoubleClick?: () => void
  /** Where the way back leads on phones; else to the chats. */
  readonly back?: { readonly href: string; readonly label: string }
  /** A sentence, which takes the lines that it needs. */
  readonly isSentence?: boolean
  readonly ref?: Ref<HTMLElement>
}

const TITLE = 'min-w-0 flex-[1_1_5rem] px-1 text-title font-semibold'

export const ViewHeader = (props: ViewHeaderProps) => {
  const { title, children, editor, onDoubleClick, back, isSentence = false, ref } = props
  const isWide = useIsWide()
  const isEdited = editor !== undefined && editor !== false
  return (
    <header
      ref={ref}
      className="flex min-h-14 shrink-0 flex-wrap items-center gap-1 border-b border-line px-1.5 md:px-4"
    >
      {!isWide && (
        <Link
          href={back?.href ?? listAddress()}
          aria-label={back?.label ?? 'Back to chats'}
          className={ICON_SHAPE}
        >
          <ArrowLeft size={22} aria-hidden className="rtl:-scale-x-100" />
        </Link>
      )}
      <ViewTitle
        className={
          isEdited
            ? 'sr-only'
            : joinClasses(TITLE, isSentence ? 'py-1.5 leading-snug wrap-anywhere' : 'truncate')
        }
        onDoubleClick={onDoubleClick}
      >
        {title}
      </ViewTitle>
      {editor}
      {children}
    </header>
  )
}

interface ViewTitleProps {
  readonly className?: string
  readonly onDoubleClick?: (() => void) | undefined
  readonly children: string
}

const isTyping = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement ||
  document.activeElement instanceof HTMLInputElement

/**
 * The one h1 of a view: names the window, and takes the focus when the view comes, so that whoever
 * goes by keyboard is in it. Not from a box, where somebody writes on.
 */
export const ViewTitle = ({ className, onDoubleClick, children }: ViewTitleProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    nameWindow(children)
  }, [children])
  useEffect(() => {
    if (!isTyping() && !isChoosingList()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a menu does it too
    <h1
      ref={heading}
      onDoubleClick={onDoubleClick}
      tabIndex={-1}
      dir="auto"
      title={children}
      className={joinClasses('text-start', className)}
    >
      {children}
    </h1>
  )
}
