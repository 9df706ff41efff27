/** Brings colours to code that is near the screen, when the browser has nothing better to do. */

import { useEffect, useState, type RefObject } from 'react'
import type { Run } from './colours.ts'
import type { Language } from './languages.ts'
import { whenIdle } from '../../ui/when-idle.ts'
import { createRunCache } from './run-cache.ts'

const MOST_CHARS = 50 * 1024
const MOST_LINES = 2000
/** Somewhat more than a screen: scrolling on finds the colours there. */
const NEAR = '600px 0px'

const cache = createRunCache(100)

const isColoured = (code: string): boolean =>
  code.length <= MOST_CHARS && code.split('\n').length <= MOST_LINES

/** The code in runs: without colours at first, and always whole. */
export const useColours = (
  element: RefObject<HTMLElement | null>,
  code: string,
  language: Language | undefined,
): readonly Run[] => {
  const [coloured, setColoured] = useState<readonly Run[]>()
  const known = language === undefined ? undefined : (cache.read(language.id, code) ?? coloured)
  const isDone = language === undefined || cache.read(language.id, code) !== undefined
  useEffect(() => {
    const { current } = element
    if (isDone || language === undefined || current === null || !isColoured(code)) return undefined
    return whenNear(current, async () => {
      const { highlight } = await import('./highlighter.ts')
      const runs = await highlight(code, language)
      cache.keep(language.id, code, runs)
      setColoured(runs)
    })
  }, [element, code, language, isDone])
  return completed(known ?? [], code)
}

/** While code grows, what is coloured of it stays so; once it is another, nothing does. */
const completed = (runs: readonly Run[], code: string): readonly Run[] => {
  const done = runs.map(({ text }) => text).join('')
  if (done === code) return runs
  const rest = code.startsWith(done) ? code.slice(done.length) : undefined
  return rest === undefined
    ? [{ colour: undefined, text: code }]
    : [...runs, { colour: undefined, text: rest }]
}

/** Acts once the element is near the screen and the browser idle; gives the way to call it off. */
const whenNear = (element: Element, act: () => Promise<void>): (() => void) => {
  let callOff: (() => void) | undefined
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      callOff = whenIdle(() => void act())
    },
    { rootMargin: NEAR },
  )
  observer.observe(element)
  return () => {
    observer.disconnect()
    callOff?.()
  }
}
