/** What the toasts at the foot of the screen say; at most one for each id. */

import { announce } from './announce.ts'

/**
 * For what a person did or has to answer, never for what comes and goes by itself. What needs an answer
 * stays until it has one. The same words go to screen readers, for whom a toast is out of the way.
 */
export interface Toast {
  readonly id: string
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** The word on the button that only closes it; a cross where there is none. */
  readonly dismissLabel?: string
  /** Null: it stays until the person answers. */
  readonly durationMs: number | null
}

type Listener = () => void

let shown: readonly Toast[] = []
const listeners = new Set<Listener>()

const change = (next: readonly Toast[]): void => {
  shown = next
  for (const listener of listeners) listener()
}

export const shownToasts = (): readonly Toast[] => shown

export const watchToasts = (listener: Listener): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Shows a toast in the place of any other with its id. */
export const showToast = (toast: Toast): void => {
  const { id, text, action } = toast
  change([...shown.filter((other) => other.id !== id), toast])
  announce(action === undefined ? text : `${text} ${action.label} is at hand.`, 'polite', id)
}

export const hideToast = (id: string): void => change(shown.filter((toast) => toast.id !== id))
