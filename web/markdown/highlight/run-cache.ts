/** The last blocks that got colours: scrolling back to one does not show it grey again. */

import type { Run } from './colours.ts'

interface RunCache {
  readonly read: (language: string, code: string) => readonly Run[] | undefined
  readonly keep: (language: string, code: string, runs: readonly Run[]) => void
}

export const createRunCache = (size: number): RunCache => {
  const kept = new Map<string, readonly Run[]>()
  return {
    read: (language, code) => kept.get(keyOf(language, code)),
    keep: (language, code, runs) => {
      kept.set(keyOf(language, code), runs)
      const [oldest] = kept.keys()
      if (kept.size > size && oldest !== undefined) kept.delete(oldest)
    },
  }
}

const keyOf = (language: string, code: string): string => `${language}\n${code}`
