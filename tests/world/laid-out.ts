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
    const isWhole = await startAndStop(folder)
    // Each server makes keys of its own.
    rmSync(join(folder, 'local-key.pem'), { force: true })
    if (isWhole) process.env[LAID_OUT] = folder
    else console.log('no database was laid out: each server makes its own')
  }
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Printed once it can be asked to stop. */
const READY = /^Sign in this browser: /m

/** Resolves to whether it ended as it should. */
const startAndStop = (folder: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], HOME: folder, DATA_DIR: folder, PORT: '0' },
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const wasReady = READY.test(printed)
      printed += chunk.toString()
      if (!wasReady && READY.test(printed)) child.kill('SIGTERM')
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0))
  })

/** Puts the database into a server's empty folder; without one the server makes its own. */
export const layOut = (dataFolder: string): void => {
  const folder = process.env[LAID_OUT]
  if (folder !== undefined) cpSync(folder, dataFolder, { recursive: true })
}
