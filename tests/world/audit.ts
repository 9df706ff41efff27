/** What must hold of every screen, whatever is on it: axe finds nothing, nothing scrolls sideways, every control has room. */

import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

export interface Violation {
  readonly id: string
  readonly targets: readonly string[]
}

declare global {
  /** Set by axe's own script. */
  var axe:
    | { readonly run: (context: Document, options: unknown) => Promise<AxeResults> }
    | undefined
}

/** Rules of axe's, by their names or by its tags. */
export interface AxeRules {
  readonly type: 'rule' | 'tag'
  readonly values: readonly string[]
}

/** Every rule of WCAG 2.2 A and AA that axe knows, and its best practices. */
export const RULES: AxeRules = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}
/** Of these the ones that a colour scheme changes: the others read the same page in each. */
export const COLOUR_RULES: AxeRules = {
  type: 'rule',
  values: ['color-contrast', 'link-in-text-block'],
}

/** Until nothing moves or fades any more: in between colours are neither the old nor the new. */
const settle = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const still = new CSSStyleSheet()
    still.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets = [still]
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const running = document.getAnimations().filter(({ playState }) => playState === 'running')
    await Promise.allSettled(running.map(({ finished }) => finished))
    await frame()
  })

/** Runs in the page, whichever browser that is, once `axe.source` has run there. */
export const runAxe = async (runOnly: AxeRules): Promise<readonly Violation[]> => {
  const found = await globalThis.axe?.run(document, {
    runOnly,
    resultTypes: ['violations'],
  })
  return (found?.violations ?? []).map(({ id, nodes }) => ({
    id,
    targets: nodes.map(({ target }) => target.map(String).join(' ')),
  }))
}

/** Empty is what is wanted. */
export const findViolations = async (
  page: Page,
  rules: AxeRules = RULES,
): Promise<readonly Violation[]> => {
  await settle(page)
  // Evaluated by the debugger, which no content security policy forbids.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(runAxe, rules)
}

/** Pixels by which the page is wider than the window. */
export const sidewaysPx = async (page: Page): Promise<number> => {
  await settle(page)
  return beyondSidePx(page)
}

/** The same of a page that is known to have come to rest. */
export const beyondSidePx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** Pixels by which the page is taller than the window: views scroll in themselves, the frame never moves. */
export const beyondFootPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)

const LEAST_PX = 44

/** Controls a thumb would miss: smaller than 44 by 44, links within a text apart. */
export const smallControls = (page: Page): Promise<readonly string[]> =>
  page.evaluate((least) => {
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: false, visibilityProperty: true })
    /** What is only for screen readers is shown at full size once it has the focus. */
    const isForReadersOnly = (element: Element): boolean => element.closest('.sr-only') !== null
    const isInText = (element: Element): boolean =>
      element.matches('a, summary') && element.closest('p, li p, td, dd, [data-inline]') !== null
    /** A box of its own label is pressed wherever the label is. */
    const pressed = (element: Element): Element => element.closest('label') ?? element
    return [
      ...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [role=menuitem]',
      ),
    ]
      .filter(
        (element) => isShown(element) && !isForReadersOnly(pressed(element)) && !isInText(element),
      )
      .filter((element) => !element.matches('[disabled]'))
      .flatMap((element) => {
        const { width, height } = pressed(element).getBoundingClientRect()
        // Half a pixel is what rounding may take.
        if (width === 0 || (width >= least - 0.5 && height >= least - 0.5)) return []
        const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)
        return [
          `${element.tagName.toLowerCase()} “${name}” ${Math.round(width)}×${Math.round(height)}`,
        ]
      })
  }, LEAST_PX)
