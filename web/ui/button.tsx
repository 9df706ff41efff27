/** Buttons: every one at least 44 pixels high and wide, in four looks. */

import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'wouter'
import { joinClasses } from './join-classes.ts'

export type Look = 'primary' | 'tonal' | 'quiet' | 'danger'

const SHAPE =
  'inline-flex min-h-11 shrink-0 items-center justify-center gap-2 rounded-full px-5 text-body font-medium whitespace-nowrap select-none transition-colors disabled:opacity-45'

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-info text-on-info hover:bg-info/90 active:bg-info/80',
  tonal: 'bg-chip text-text hover:bg-line active:bg-line',
  quiet: 'text-info hover:bg-chip active:bg-line',
  danger: 'bg-danger text-on-danger hover:bg-danger/90 active:bg-danger/80',
}

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
}

export const Button = ({ look = 'tonal', className, ...rest }: ButtonProps) => (
  <button type="button" {...rest} className={joinClasses(SHAPE, LOOKS[look], className)} />
)

interface ButtonLinkProps {
  readonly href: string
  readonly look?: Look
  readonly className?: string
  readonly onClick?: () => void
  readonly children: ReactNode
}

/** No view of the app but a document of its own, with what it loads and a policy for that. */
const SIGN_IN = '/sign-in'

/** A link to another view that looks like a button. */
export const ButtonLink = ({ look = 'tonal', className, ...rest }: ButtonLinkProps) => {
  const classes = joinClasses(SHAPE, LOOKS[look], className)
  return rest.href === SIGN_IN ? (
    // oxlint-disable-next-line jsx-a11y/anchor-has-content -- it is among the rest
    <a {...rest} className={classes} />
  ) : (
    <Link {...rest} className={classes} />
  )
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does, in words: its accessible name and its tooltip. */
  readonly label: string
}

export const ICON_SHAPE =
  'inline-flex size-11 shrink-0 items-center justify-center rounded-full text-neutral transition-colors hover:bg-chip hover:text-text active:bg-line disabled:opacity-40'

export const IconButton = ({ label, className, ...rest }: IconButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    {...rest}
    className={joinClasses(ICON_SHAPE, className)}
  />
)
