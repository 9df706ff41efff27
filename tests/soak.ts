/** Random histories for as long as wanted, each from a new seed; ends at the first that breaks a law, and tells it. */

import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Draw, playDraw, type Played } from './world/histories/player.ts'
import { openStage, type Stage } from './world/histories/stage.ts'
import { type Mode, MODES } from './world/histories/steps.ts'
import { ROOT } from './world/folders.ts'
import { startPostgres } from './world/postgres.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    mode: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    longest: { type: 'string', default: '60' },
    patience: { type: 'string', default: '10' },
  },
})

/** Histories of one mode in a row, and how long these may take, making one small included. */
const RUNS = 25
const LIMIT_MS = Number(values.patience) * 60_000

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const modes: readonly Mode[] = MODES.filter((mode) => mode === (values.mode ?? mode))

const drawOf = (turn: number): Draw => ({
  mode: modes[turn % modes.length] ?? 'net',
  seed: values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed) + turn,
  runs: RUNS,
  longest: Number(values.longest),
  path: values.path,
  isShrunk: values.path === undefined,
  limitMs: LIMIT_MS,
})

const commit = (): string => {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', [...words], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' and changes'}`
  } catch (cause) {
    return `unknown (${String(cause).split('\n')[0]})`
  }
}

const tellFailure = (draw: Draw, { message, path, history }: NonNullable<Played['failure']>) => {
  const { mode, seed } = draw
  say(message)
  say(`\nmode ${mode}, seed ${seed}, path ${path}, commit ${commit()}`)
  say(`npm run soak -- --mode ${mode} --seed ${seed} --path ${path} --longest ${draw.longest}`)
  say(`for tests/world/histories/found.ts: ${JSON.stringify(history)}`)
}

const tellCounts = (counts: ReadonlyMap<string, number>): void => {
  for (const [what, count] of [...counts].toSorted((a, b) => b[1] - a[1])) say(`${count}\t${what}`)
}

const soak = async (stage: Stage): Promise<boolean> => {
  const endsAt = Date.now() + Number(values.minutes) * 60_000
  const counts = new Map<string, number>()
  for (let turn = 0; turn === 0 || Date.now() < endsAt; turn += 1) {
    const draw = drawOf(turn)
    const { histories, counts: more, failure } = await playDraw(stage, draw)
    const name = `histories (${draw.mode})`
    counts.set(name, (counts.get(name) ?? 0) + histories)
    say(`${draw.mode}, seed ${draw.seed}: ${histories} histories`)
    for (const [what, count] of more) counts.set(what, (counts.get(what) ?? 0) + count)
    if (failure !== null) {
      tellCounts(counts)
      tellFailure(draw, failure)
      return false
    }
    if (values.path !== undefined) break
  }
  tellCounts(counts)
  say(`no law was broken, commit ${commit()}`)
  return true
}

const main = async (): Promise<number> => {
  if (modes.length === 0) throw new Error(`--mode is one of ${MODES.join(', ')}`)
  const postgres = await startPostgres()
  try {
    const stage = await openStage(postgres.url)
    const isClean = await soak(stage)
    await stage.close()
    return isClean ? 0 : 1
  } finally {
    await postgres.stop()
  }
}

process.exitCode = await main()
