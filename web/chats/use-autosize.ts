/** Lets a text area grow with its text in browsers without `field-sizing: content`. */

import { useLayoutEffect, useRef, type RefObject } from 'react'

/** Measures anew whenever the text changes; where the browser does it by itself, nothing happens. */
export const useAutosize = (text: string): RefObject<HTMLTextAreaElement | null> => {
  const box = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const { current } = box
    if (current?.value === text && !CSS.supports('field-sizing', 'content')) fit(current)
  }, [text])
  return box
}

const fit = (box: HTMLTextAreaElement): void => {
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight}px`
}
