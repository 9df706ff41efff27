/** Where the focus goes when what had it goes away: never back to the top of the page. */

/** In the next frame, when the screen has changed: a lost focus is caught by the view. */
export const catchFocus = (): void => {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus()
  })
}

/** What stands after the row that has the focus now, or before it where that is the last. */
export const neighbourRow = (selector: string): HTMLElement | null => {
  const row = document.activeElement?.closest(selector)
  const rows = [...document.querySelectorAll<HTMLElement>(selector)]
  const at = rows.findIndex((one) => one === row)
  return at < 0 ? null : (rows[at + 1] ?? rows[at - 1] ?? null)
}

/** Whoever chooses what the list shows goes on there, though another view comes beside it. */
export const isChoosingList = (): boolean =>
  (document.activeElement?.closest('[data-line]') ?? null) !== null
