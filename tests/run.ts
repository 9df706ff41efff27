/** Everything a release must pass, in order: programs, build, check, every kind of test; then the count. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './prepare.ts'

const PROJECTS = ['unit', 'services', 'journeys', 'faults']
const REPORTS = '.cache/reports'
const MINUTE = 60_000

interface Count {
  readonly passed: number
  readonly failed: number
}

/** A step with no test count of its own adds nothing when it passes and one failure when it does not. */
const NOTHING: Count = { passed: 0, failed: 0 }
const ONE_FAILURE: Count = { passed: 0, failed: 1 }

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const succeeds = (command: string, words: readonly string[], limitMs: number): boolean => {
  say(`\n> ${command} ${words.join(' ')}`)
  const begin = Date.now()
  const { status } = spawnSync(command, words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: limitMs,
  })
  say(`  ${status === 0 ? 'done' : 'FAILED'} after ${((Date.now() - begin) / 1000).toFixed(1)} s`)
  return status === 0
}

const step = (...words: readonly string[]): Count =>
  succeeds('npm', ['run', '--silent', ...words], 10 * MINUTE) ? NOTHING : ONE_FAILURE

const numberAt = (report: unknown, key: string): number => {
  if (typeof report !== 'object' || report === null) return 0
  const value: unknown = Object.entries(report).find(([name]) => name === key)?.[1]
  return typeof value === 'number' ? value : 0
}

/** The project's own count; a run that ends badly without naming a failed test counts as one failure. */
const countTests = (project: string): Count => {
  const file = join(REPORTS, `${project}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const isGreen = succeeds(
    'npx',
    ['vitest', 'run', '--project', project, ...reporters],
    60 * MINUTE,
  )
  try {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const failed = numberAt(report, 'numFailedTests')
    const passed = numberAt(report, 'numPassedTests')
    const isWhole = isGreen && passed + failed > 0
    return { passed, failed: isWhole ? failed : Math.max(1, failed) }
  } catch (cause) {
    say(`  no report from ${project}: ${String(cause)}`)
    return ONE_FAILURE
  }
}

const main = (): number => {
  mkdirSync(REPORTS, { recursive: true })
  if (!prepare()) return 1
  const counts = [step('build'), step('check'), ...PROJECTS.map(countTests)]
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  say(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main()
