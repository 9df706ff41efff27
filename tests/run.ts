/** Everything a release must pass, in order: programs, build, check, every kind of test; then the count. */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as z from 'zod'
import { prepare } from './prepare.ts'

const PROJECTS = ['unit', 'services', 'journeys', 'faults']
const REPORTS = '.cache/reports'
const MINUTE = 60_000
/** More than this is no hiccup. */
const MOST_FILES_AGAIN = 5

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

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})
type Report = z.infer<typeof reportSchema>

interface Played {
  readonly isGreen: boolean
  /** Null: it ended too badly to tell. */
  readonly report: Report | null
}

const play = (project: string, files: readonly string[] = []): Played => {
  const file = join(REPORTS, `${project}${files.length > 0 ? '-again' : ''}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const alone = files.length > 0 ? ['--no-file-parallelism', ...files] : []
  const words = ['vitest', 'run', '--project', project, ...reporters, ...alone]
  const isGreen = succeeds('npx', words, 60 * MINUTE)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : 'null'
  return { isGreen, report: reportSchema.nullable().parse(JSON.parse(text)) }
}

const failedFiles = (report: Report): readonly string[] =>
  report.testResults.filter(({ status }) => status !== 'passed').map(({ name }) => name)

const failedTests = (report: Report): readonly string[] =>
  report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(process.cwd(), name)}: ${fullName}`),
  )

/** Told once more at the end, where they are not lost among ten thousand lines. */
const remarks: string[] = []

const remark = (project: string, what: string, report: Report | null): void => {
  const names = report === null ? [] : failedTests(report)
  remarks.push(`${project}: ${what}`, ...names.map((name) => `  ${name}`))
}

/**
 * The project's own count. Files that failed are played once more, one after another: a machine that
 * stood still for a while is told from a bug, and both are named at the end. A run that ends badly
 * without naming a failed file counts as one failure.
 */
const countTests = (project: string): Count => {
  const first = play(project)
  if (first.report === null) return ONE_FAILURE
  const { numPassedTests: passed, numFailedTests: failed } = first.report
  if (first.isGreen && passed > 0) return { passed, failed }
  remark(project, 'failed at first', first.report)
  const files = failedFiles(first.report)
  if (files.length === 0 || files.length > MOST_FILES_AGAIN)
    return { passed, failed: Math.max(1, failed) }
  const again = play(project, files)
  if (again.isGreen) return { passed: passed + failed, failed: 0 }
  remark(project, 'failed again', again.report)
  return { passed, failed: Math.max(1, failed) }
}

const main = (): number => {
  mkdirSync(REPORTS, { recursive: true })
  if (!prepare()) return 1
  const counts = [step('build'), step('check'), ...PROJECTS.map(countTests)]
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  for (const line of remarks) say(line)
  say(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main()
