/** Breaks the source in every way of the list, one at a time, and demands that the tests notice. */

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as z from 'zod/mini'
import { type Breakage, histories, MODES, type Net } from './breakage.ts'
import { breakages } from './breakages.ts'
import { type Outcome, putRow, rowOf } from './table.ts'
import { type Verdict, verdictSchema } from './verdict.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
const REPORTS = join(ROOT, '.cache/mutants')
const LIMIT_MS = 12 * 60_000

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** The tests of a net over a source with this breakage; '' is the source as it is. */
const runNet = (name: string, net: Net): Promise<Verdict> => {
  const report = join(REPORTS, `${name || 'nothing'}-${net.project}.json`)
  rmSync(report, { force: true })
  const words = [VITEST, 'run', '--config', 'tests/vitest-mutants.ts', '--bail', '1']
  words.push('--project', net.project, '-t', net.title, ...net.filter.split(' '))
  return new Promise((resolve) => {
    const run = spawn(process.execPath, words, {
      cwd: ROOT,
      env: { ...process.env, ...net.env, MUTANT: name, VERDICT: report },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: LIMIT_MS,
    })
    let told = ''
    run.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString()
    })
    run.on('close', () => resolve(read(report, told)))
  })
}

const read = (report: string, told: string): Verdict => {
  try {
    return z.parse(verdictSchema, JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    return { kind: 'broken', why: `no report, but: ${firstError(told)}` }
  }
}

const firstError = (told: string): string =>
  told
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.slice(0, 160) ?? 'nothing'

const attempt = async ({ name, ...breakage }: Breakage): Promise<Outcome> => {
  const begin = Date.now()
  const verdict = await runNet(name, breakage.net)
  return { breakage: { name, ...breakage }, verdict, seconds: (Date.now() - begin) / 1000 }
}

/** The same tests over the source as it is must be green, or catching means nothing. */
const isGreenUnbroken = async (): Promise<boolean> => {
  for (const project of ['unit', 'services'] as const) {
    const nets = breakages.map(({ net }) => net).filter((net) => net.project === project)
    const filter = [...new Set(nets.map((net) => net.filter))].join(' ')
    const title = [...new Set(nets.map((net) => net.title))].join('|')
    const verdict = await runNet('', { project, filter, title, env: { RUNS: '3' } })
    if (verdict.kind === 'survived') continue
    say(`nothing is broken, and yet: ${JSON.stringify(verdict)}`)
    return false
  }
  return true
}

const OPTIONS = {
  only: { type: 'string', default: '' },
  from: { type: 'string', default: '1' },
  project: { type: 'string' },
  histories: { type: 'string' },
  jobs: { type: 'string', default: '1' },
} as const

/** `only`: names begin with one of these, with commas between; `from`: the nth on, counted from 1. */
const choose = (only: string, from: number, project: string | undefined): readonly Breakage[] =>
  breakages
    .slice(from - 1)
    .filter(({ name }) => only.split(',').some((start) => name.startsWith(start)))
    .filter(({ net }) => project === undefined || net.project === project)

/** Whether chance alone would notice it too. */
const noticedBy = (breakage: Breakage, mode: (typeof MODES)[number]): Breakage => ({
  ...breakage,
  net: histories(mode),
})

const main = async (): Promise<number> => {
  const { only, from, project, jobs, ...values } = parseArgs({ options: OPTIONS }).values
  const mode = MODES.find((known) => known === values.histories)
  const listed = choose(only, Number(from), project)
  const chosen = mode === undefined ? listed : listed.map((known) => noticedBy(known, mode))
  mkdirSync(REPORTS, { recursive: true })
  if (chosen.length === breakages.length && !(await isGreenUnbroken())) return 1
  const outcomes: Outcome[] = []
  const waiting = [...chosen]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await attempt(next)
      outcomes.push(outcome)
      say(rowOf(outcome))
      if (mode === undefined && outcome.verdict.kind === 'caught') putRow(outcome)
    }
  }
  await Promise.all(Array.from({ length: Number(jobs) }, work))
  const caught = outcomes.filter(({ verdict }) => verdict.kind === 'caught')
  say(`\n${caught.length} of ${chosen.length} breakages caught`)
  spawnSync('npx', ['oxfmt', 'tests/mutants/README.md'], { cwd: ROOT })
  return caught.length === chosen.length && chosen.length > 0 ? 0 : 1
}

process.exitCode = await main()
