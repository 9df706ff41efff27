/** The built server as a process of its own, that can be killed, stopped, frozen and started again. */

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { atTheEnd } from './at-the-end.ts'
import { ROOT, temporaryFolder } from './folders.ts'
import { layOut } from './laid-out.ts'

const ENTRY = join(ROOT, 'dist/server/server.js')
/** A busy machine may be ten times slower; only a hang is worth failing for. */
const START_LIMIT_MS = 180_000
const STOP_LIMIT_MS = 15_000
const LOG_LINES_SHOWN = 40

export interface ServerSettings {
  readonly env?: Readonly<Record<string, string>>
  /** Keep it to start another server on the same data. Left out: one with empty tables in it. */
  readonly dataFolder?: string
  /** Browsers keep their storage by origin: a restarted server takes the old port. */
  readonly port?: number
  /** Another build than the repository's own: its server.js. */
  readonly entry?: string
}

export interface BuiltServer {
  readonly origin: string
  readonly port: number
  readonly pid: number
  readonly dataFolder: string
  /** From the start of the process to the printed address. */
  readonly startedInMs: number
  /** The printed one-time link that signs a browser in; empty where Clerk does that. */
  readonly signInLink: string
  /** Everything it wrote to its log. */
  readonly log: () => string
  readonly isRunning: () => boolean
  readonly kill9: () => Promise<void>
  /** Asks it to stop and waits until it has; gives its exit code. */
  readonly stop: () => Promise<number | null>
  readonly suspend: () => void
  readonly resume: () => void
  /** The same server again, on the same port and folder; it must not be running. */
  readonly startAgain: (env?: Readonly<Record<string, string>>) => Promise<BuiltServer>
}

const ADDRESS = /^chat-sync is at (http:\/\/\S+:(\d+))\s*$/m
const PORT_TAKEN = /^PORT \d+ is in use/m
const LINK = /^Sign in this browser: (\S+#code=\S+)\s*$/m

interface Output {
  printed: string
  logged: string
}

const isAlive = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null

const exited = (child: ChildProcess): Promise<number | null> =>
  isAlive(child)
    ? new Promise((resolve) => {
        child.once('exit', (code) => resolve(code))
      })
    : Promise.resolve(child.exitCode)

/** False: its port is taken, as a connection that goes out may take that of a killed server. */
const waitForAddress = async (
  child: ChildProcess,
  output: Output,
  wantsLink: boolean,
): Promise<boolean> => {
  const deadline = Date.now() + START_LIMIT_MS
  const isReady = () => ADDRESS.test(output.printed) && (!wantsLink || LINK.test(output.printed))
  while (!isReady()) {
    if (!isAlive(child) && PORT_TAKEN.test(output.logged)) return false
    if (!isAlive(child) || Date.now() > deadline)
      throw new Error(`the server did not start:\n${output.printed}\n${output.logged}`)
    await pause(10)
  }
  return true
}

const stopChild = async (child: ChildProcess): Promise<number | null> => {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  const code = await exited(child)
  clearTimeout(timer)
  return code
}

/** The process, its output collected; it ends with the test, and shows its log when that failed. */
const launch = (settings: ServerSettings, dataFolder: string) => {
  const { entry = ENTRY } = settings
  if (!existsSync(entry)) throw new Error('the server is not built: npm run build')
  const child = spawn(process.execPath, [entry], {
    cwd: dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: dataFolder,
      DATA_DIR: dataFolder,
      PORT: String(settings.port ?? 0),
      ...settings.env,
    },
  })
  const output: Output = { printed: '', logged: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    output.printed += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output.logged += chunk.toString()
  })
  atTheEnd(async ({ failed }) => {
    child.kill('SIGKILL')
    await exited(child)
    if (failed !== null) console.log(output.logged.split('\n').slice(-LOG_LINES_SHOWN).join('\n'))
  })
  return { child, output }
}

const PORT_TRIES = 200

const launchOnFreePort = async (settings: ServerSettings, dataFolder: string) => {
  const wantsLink = settings.env?.['CLERK_JWT_KEY'] === undefined
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const begin = performance.now()
    const { child, output } = launch(settings, dataFolder)
    if (await waitForAddress(child, output, wantsLink)) return { begin, child, output }
    await pause(500)
  }
  throw new Error('the port of the server is taken for good')
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

const newDataFolder = (): string => {
  const folder = temporaryFolder('server')
  layOut(folder)
  return folder
}

/** Starts `dist/server/server.js` and waits until it has printed its address. */
export const startServer = async (settings: ServerSettings = {}): Promise<BuiltServer> => {
  const dataFolder = settings.dataFolder ?? newDataFolder()
  const env = settings.env ?? {}
  const { begin, child, output } = await launchOnFreePort(settings, dataFolder)
  const startedInMs = performance.now() - begin
  const [, origin = '', port = '0'] = ADDRESS.exec(output.printed) ?? []
  return {
    origin,
    port: Number(port),
    pid: child.pid ?? 0,
    dataFolder,
    startedInMs,
    signInLink: LINK.exec(output.printed)?.[1] ?? '',
    log: () => output.logged,
    isRunning: () => isAlive(child),
    kill9: async () => {
      child.kill('SIGKILL')
      await exited(child)
    },
    stop: () => stopChild(child),
    suspend: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    startAgain: (more = {}) =>
      startServer({ ...settings, env: { ...env, ...more }, dataFolder, port: Number(port) }),
  }
}
