/** The parts of the window that F6 goes round, and what gets the focus in each. */

const find = (selector: string): HTMLElement | null => document.querySelector(selector)

const PANES = [
  {
    holds: (element: Element) => element.closest('nav[aria-label=Chats]') !== null,
    entry: () =>
      find('nav[aria-label=Chats] [data-chat] a[tabindex="0"]') ?? find('nav[aria-label=Chats] a'),
  },
  {
    holds: (element: Element) => element.closest('#main') !== null && element.id !== 'composer',
    entry: () => find('#main h1') ?? find('#main'),
  },
  { holds: (element: Element) => element.id === 'composer', entry: () => find('#composer') },
] as const

/** From the part that has the focus to the next one that is there; from nowhere to the first. */
export const goToPane = (step: 1 | -1): void => {
  const { activeElement } = document
  const now = PANES.findIndex(({ holds }) => activeElement !== null && holds(activeElement))
  for (let turn = 1; turn <= PANES.length; turn += 1) {
    const start = now < 0 && step < 0 ? PANES.length : now
    const at = (start + step * turn + PANES.length * 2) % PANES.length
    const target = PANES[at]?.entry()
    if (target === null || target === undefined) continue
    target.focus()
    return
  }
}

/** The message box where there is one, else the view. */
export const skipToBox = (): void => (find('#composer') ?? find('#main'))?.focus()
