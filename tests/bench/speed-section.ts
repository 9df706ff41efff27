/** The section Speed of tests/README.md: the table of the last whole run, and where it ran. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../world/folders.ts'

const README = join(ROOT, 'tests/README.md')
const HEADING = '## Speed'

const ABOUT = `What \`npm run bench -- --write\` measured last: the middle one of several readings, and the least and
the greatest. Figure and limit take turns, on the same rows. "HTTP" is the built server in a process of
its own, "applyRound" its round alone; devices are Chromium with its storage on disk; commits of
PostgreSQL and of IndexedDB reach the disk, but those of plain Dexie, which are relaxed as in most apps.`

/** The section is the last one, and is written anew as a whole. */
export const writeSpeed = (machine: string, table: string): void => {
  const text = readFileSync(README, 'utf8')
  const at = text.indexOf(HEADING)
  const before = (at < 0 ? text : text.slice(0, at)).trimEnd()
  writeFileSync(README, `${before}\n\n${HEADING}\n\n${ABOUT}\n\n${machine}.\n\n${table}\n`)
}
