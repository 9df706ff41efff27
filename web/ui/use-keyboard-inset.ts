/** Keeps the foot of the screen above an on-screen keyboard where only the visual viewport shrinks (Safari). */

import { useEffect } from 'react'

export const useKeyboardInset = (): void => {
  useEffect(() => {
    const { visualViewport: viewport } = window
    if (viewport === null) return
    const fit = () => {
      const covered = window.innerHeight - viewport.height - viewport.offsetTop
      // Pinch zoom shrinks the visual viewport too, and covers nothing.
      const inset = viewport.scale === 1 ? Math.max(0, Math.round(covered)) : 0
      document.documentElement.style.setProperty('--kb', `${inset}px`)
    }
    viewport.addEventListener('resize', fit)
    viewport.addEventListener('scroll', fit)
    return () => {
      viewport.removeEventListener('resize', fit)
      viewport.removeEventListener('scroll', fit)
    }
  }, [])
}
