/** The program: reads the environment, runs the server, and stops it politely. */

import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { destination } from 'pino'
import * as z from 'zod/mini'
import { DatabaseRefusal } from '../db/server/database.ts'
import { readConfig, type Config } from './config.ts'
import { createLog, type Logger } from './log.ts'
import { run, type Run } from './run.ts'

const STDERR = 2

/** Run from its source it lies in api/, built it lies in dist/server/. */
const here = dirname(fileURLToPath(import.meta.url))
const root = basename(here) === 'server' ? resolve(here, '../..') : resolve(here, '..')
const distFolder = join(root, 'dist/web')

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const readVersion = (): string => {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

/** Whoever balances the load asks `GET /api/ready` once a second and sends nothing more by then. */
const DRAIN_MS = 1500

/**
 * The next signal ends it at once, for whoever does not want to wait for the last answers. A program
 * that asks us to stop (TERM) may still send requests; a person at the keyboard (INT) does not.
 */
const stopOnSignal = (running: Run): void => {
  let isStopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    running.close(signal === 'SIGTERM' ? DRAIN_MS : 0).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** What a person can mend is one sentence; anything else is a bug and keeps its stack. */
const explain = (error: unknown, port: number): string | null => {
  if (error instanceof DatabaseRefusal) return error.message
  if (!(error instanceof Error) || !('code' in error)) return null
  if (error.code === 'EADDRINUSE') return `PORT ${port} is in use by another program.`
  if (error.code === 'EACCES') return `PORT ${port} or DATA_DIR is not allowed to this user.`
  return null
}

const start = async (config: Config, log: Logger): Promise<Run> => {
  try {
    const folder = existsSync(distFolder) ? distFolder : null
    return await run({ config, log, version: readVersion(), distFolder: folder })
  } catch (error) {
    const sentence = explain(error, config.port)
    if (sentence === null) throw error
    return refuse(sentence)
  }
}

const main = async (): Promise<void> => {
  const read = readConfig(process.env)
  if (read.kind === 'nonsense') return refuse(read.sentence)
  const { config } = read
  const log = createLog(config.logLevel, destination(STDERR))
  const running = await start(config, log)
  say(`chat-sync is at http://localhost:${running.port}`)
  stopOnSignal(running)
  const link = await running.signInLink
  if (link !== null) say(`Sign in this browser: ${link}`)
}

await main()
