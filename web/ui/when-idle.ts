/** Later, when the browser has nothing else to do. */

/** At the latest after two seconds; what is given back calls it off. Safari has no idle callback. */
export const whenIdle = (act: () => void): (() => void) => {
  if ('requestIdleCallback' in window) {
    const handle = requestIdleCallback(act, { timeout: 2000 })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(act, 50)
  return () => clearTimeout(timer)
}
