/** A clean checkout with an empty home: two commands, one link, and what is written survives kill -9. */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listFiles } from '../house/repository.ts'
import { createDevice } from '../world/browser.ts'
import { printFigure } from '../world/figures.ts'
import { ROOT, temporaryFolder } from '../world/folders.ts'
import { seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'

const LINK = /^Sign in this browser: (\S+)\s*$/m
const INSTALL_LIMIT_MS = 5 * 60_000
const START_LIMIT_MS = 120_000

const checkOut = (): string => {
  const folder = temporaryFolder('checkout')
  for (const path of listFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(ROOT, path), join(folder, path))
  }
  return folder
}

/** Only packages come from outside the empty home: from where this machine has them already. */
const emptyHome = (): NodeJS.ProcessEnv => {
  const read = (setting: string) =>
    execFileSync('npm', ['config', 'get', setting], { encoding: 'utf8', stdio: 'pipe' }).trim()
  return {
    PATH: process.env['PATH'],
    HOME: temporaryFolder('home'),
    npm_config_cache: read('cache'),
    npm_config_registry: read('registry'),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    PORT: '0',
  }
}

interface Started {
  readonly child: ChildProcess
  readonly link: string
  readonly seconds: number
}

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid, 'SIGKILL')
}

/** `npm start`, in a process group of its own so that kill -9 reaches what npm has started. */
const start = async (folder: string, env: NodeJS.ProcessEnv): Promise<Started> => {
  const begin = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => killGroup(child))
  let printed = ''
  const collect = (chunk: Buffer) => {
    printed += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  while (!LINK.test(printed)) {
    if (child.exitCode !== null || performance.now() - begin > START_LIMIT_MS)
      throw new Error(`npm start printed no link:\n${printed}`)
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  const seconds = (performance.now() - begin) / 1000
  return { child, link: LINK.exec(printed)?.[1] ?? '', seconds }
}

const isGroupAlive = (pid: number): boolean => {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

/** kill -9 of npm and all it has started; waits until none of it is left. */
const kill9 = async ({ child }: Started): Promise<void> => {
  killGroup(child)
  while (isGroupAlive(child.pid ?? 0))
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
}

test('[N1] npm ci, npm start, the printed link: what is written is there after kill -9', async () => {
  const folder = checkOut()
  const env = emptyHome()
  const output = execFileSync('npm', ['ci'], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: INSTALL_LIMIT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(output).not.toMatch(/EBADENGINE|vulnerab/)

  const first = await start(folder, env)
  printFigure('npm start on a clean checkout, build included', first.seconds, 's')
  const { origin, port } = new URL(first.link)
  const device = await createDevice({ origin })
  const page = await signIn(device, first.link)
  await startChat(page, 'the first thing')
  await send(page, 'and a second')
  await seesPill(page, /Up to date/)
  await page.reload()
  await seesMessage(page, 'and a second')

  await kill9(first)
  const second = await start(folder, { ...env, PORT: port })
  printFigure('npm start again', second.seconds, 's')
  await page.reload()
  await seesMessage(page, 'the first thing')
  await send(page, 'after the kill')
  await seesPill(page, /Up to date/, 120_000)

  const other = await createDevice({ origin })
  const otherPage = await signIn(other, second.link)
  await otherPage.getByRole('link', { name: /the first thing/ }).click()
  await seesMessage(otherPage, 'the first thing')
  await seesMessage(otherPage, 'and a second')
  await seesMessage(otherPage, 'after the kill')
}, 600_000)
