/** How high the folders stood over the list when they were last drawn, so that room is kept for them. */

const KEY = 'folderLines'
/** Of a line of the tree, and of what stands over the first. */
const LINE_REM = 2.75

let lines: number | null = null

const readLines = (): number => {
  try {
    return Math.min(Number(localStorage.getItem(KEY) ?? 0) || 0, 100)
  } catch {
    return 0
  }
}

export const treeHeight = (): string => `${(lines ??= readLines()) * LINE_REM}rem`

export const keepTreeLines = (now: number): void => {
  if (now === lines) return
  lines = now
  try {
    localStorage.setItem(KEY, String(now))
  } catch {
    // Full or forbidden: then the list makes room when they come.
  }
}
