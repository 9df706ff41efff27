/** Temporary folders that are gone when the test is. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atTheEnd } from './at-the-end.ts'

/** The repository's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** An empty folder that is removed when the running test ends. */
export const temporaryFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `chat-sync-${name}-`))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
