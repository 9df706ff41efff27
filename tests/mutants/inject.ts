/** Puts one breakage into the source while it is loaded; the files on the disk stay as they are. */

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { Edit } from './breakage.ts'
import { breakages } from './breakages.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The source with the edit made; throws where it does not fit exactly once. */
export const applyEdit = (source: string, { file, find, replace }: Edit): string => {
  const count = source.split(find).length - 1
  if (count !== 1) throw new Error(`stands ${count} times in ${file}, not once: ${find}`)
  return source.replace(find, () => replace)
}

export const injectBreakage = (name: string): Plugin => {
  const breakage = breakages.find((known) => known.name === name)
  if (breakage === undefined) throw new Error(`there is no breakage called ${name}`)
  return {
    name: `breakage:${name}`,
    enforce: 'pre',
    transform: (code, id) => {
      const edits = breakage.edits.filter(({ file }) => id.split('?')[0] === join(ROOT, file))
      return edits.length === 0 ? undefined : edits.reduce(applyEdit, code)
    },
  }
}
