/** `npm start`: builds where the build is missing or older than the sources, then is the server. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBuildFresh, ROOT } from './build-mark.ts'

if (!isBuildFresh()) {
  process.stderr.write('Building chat-sync; this happens once.\n')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    // What the build says is no business of whoever reads our two lines.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(1)
}

await import(pathToFileURL(join(ROOT, 'dist/server/server.js')).href)
