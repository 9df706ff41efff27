/** What the toasts at the foot of the screen say; at most one for each id. */

export interface Toast {
  readonly id: string
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
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
export const showToast = (toast: Toast): void =>
  change([...shown.filter(({ id }) => id !== toast.id), toast])

export const hideToast = (id: string): void => change(shown.filter((toast) => toast.id !== id))
