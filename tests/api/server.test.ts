/** The program itself: what it prints, when it refuses to start, and how it stops. */

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBrowser, ORIGIN } from '../world/app.ts'
import { ROOT, temporaryFolder } from '../world/folders.ts'

const PATIENCE_MS = 30_000

interface Program {
  readonly out: () => string
  readonly err: () => string
  readonly stop: (signal: NodeJS.Signals) => void
  readonly ended: Promise<number | null>
}

const startProgram = (env: Readonly<Record<string, string>>): Program => {
  const child = spawn(process.execPath, ['--import', 'tsx', `${ROOT}api/server.ts`], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => void (text.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (text.err += chunk.toString()))
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    out: () => text.out,
    err: () => text.err,
    stop: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.once('close', resolve)
    }),
  }
}

/** A port that somebody else has. */
const takenPort = async (): Promise<number> => {
  const other = createServer()
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void other.close())
  const address = other.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the server', { timeout: PATIENCE_MS }, () => {
  test('prints where it is and a link that signs in once, logs apart, and stops when asked', async () => {
    const folder = temporaryFolder('data')
    const program = startProgram({ DATA_DIR: folder, APP_ORIGIN: ORIGIN })
    await expect.poll(program.out, { timeout: PATIENCE_MS }).toMatch(/#code=.*\n/)

    const [, port = ''] = /^chat-sync is at http:\/\/localhost:(\d+)\n/.exec(program.out()) ?? []
    const [, code] =
      /^Sign in this browser: http:\/\/localhost:8787\/sign-in#code=(\S+)$/m.exec(program.out()) ??
      []
    expect(program.out().split('\n')).toHaveLength(3)
    const browser = openBrowser({
      send: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    })
    expect((await browser.signIn(`Pair ${code}`)).json).toMatchObject({ userId: 'owner' })
    expect((await browser.ask('GET /api/ready')).json).toMatchObject({ status: 'ready' })
    expect((await browser.ask('POST /api/sync', { body: { direction: 'full' } })).status).toBe(200)
    await expect.poll(program.err).toContain('"msg":"sync completed: 0 chats, 0 messages"')
    expect(program.err()).not.toContain(code)
    program.stop('SIGTERM')

    await expect(program.ended).resolves.toBe(0)
    expect(readdirSync(folder)).toContain('local-key.pem')
  })

  test('does not start with a setting that makes no sense, and says which in one sentence', async () => {
    const program = startProgram({ SYNC_ENABLED: 'maybe', DATA_DIR: temporaryFolder('data') })

    await expect(program.ended).resolves.toBe(1)
    expect(program.out()).toBe('')
    expect(program.err()).toBe('SYNC_ENABLED must be true or false.\n')
  })

  test('does not start on a port that somebody else has, and says so in one sentence', async () => {
    const port = await takenPort()
    const program = startProgram({ PORT: String(port), DATA_DIR: temporaryFolder('data') })

    await expect(program.ended).resolves.toBe(1)
    expect(program.err()).toBe(`PORT ${port} is in use by another program.\n`)
  })
})
