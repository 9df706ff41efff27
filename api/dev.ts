/** `npm run dev`: the API and the app, each taken up again when its sources change. */

import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './build-mark.ts'

/** Vite passes /api on to the API's port, WebSockets too. */
const WEB_PORT = '5173'

const start = (
  program: 'tsx' | 'vite',
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess =>
  // Not through npx, which does not pass the signal to stop on.
  spawn(join(ROOT, 'node_modules/.bin', program), [...words], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })

// The page comes from Vite, so that is the origin whose cookies count and whose link is printed.
const children = [
  start('tsx', ['watch', '--clear-screen=false', 'api/server.ts'], {
    APP_ORIGIN: `http://localhost:${WEB_PORT}`,
  }),
  start('vite', ['--port', WEB_PORT, '--strictPort']),
]

/** One without the other is of no use. */
const stopAll = (): void => {
  for (const child of children) child.kill('SIGTERM')
}

for (const child of children) child.once('exit', stopAll)
process.on('SIGINT', stopAll)
process.on('SIGTERM', stopAll)
