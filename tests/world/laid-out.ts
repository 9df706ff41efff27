/** Lays an embedded database out once for all tests that start servers: each begins with a copy of it. */

import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './folders.ts'

/** Names the folder to the processes that run the tests. */
const LAID_OUT = 'CHAT_SYNC_LAID_OUT'
const ENTRY = join(ROOT, 'dist/server/server.js')

/** Empty tables of the newest form, as a first start makes them, which takes seconds. */
export const setup = async (): Promise<() => void> => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-sync-laid-out-'))
  if (existsSync(ENTRY)) {
    await startAndStop(folder)
    // Each server makes keys of its own.
    rmSync(join(folder, 'local-key.pem'), { force: true })
    process.env[LAID_OUT] = folder
  }
  return () => rmSync(folder, { recursive: true, force: true })
}

const startAndStop = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], HOME: folder, DATA_DIR: folder, PORT: '0' },
    })
    child.stdout.once('data', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`the server that lays a database out ended with ${code}`))
    })
  })

/** Puts the database into a server's empty folder; without one the server makes its own. */
export const layOut = (dataFolder: string): void => {
  const folder = process.env[LAID_OUT]
  if (folder !== undefined) cpSync(folder, dataFolder, { recursive: true })
}
