/** Measures every figure of speed beside its limit, in one run, on the same rows; `run.ts` builds and starts it. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endEverything } from '../world/at-the-end.ts'
import { ROOT } from '../world/folders.ts'
import { findChromium, findPostgresFolder, findRedis } from '../world/programs.ts'
import { type Figure, lineOf, plainOf, tableOf } from './figure.ts'
import { type Part, PARTS } from './parts.ts'
import { type Services, startServices } from './services.ts'
import { writeSpeed } from './speed-section.ts'

const RESULTS = join(ROOT, '.cache/bench.json')

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

interface Settings {
  readonly sizes: readonly number[]
  readonly only: readonly string[]
  readonly repeats: number
  readonly seconds: number
  /** Whether the table becomes the one in tests/README.md. */
  readonly writes: boolean
}

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '').split(',').filter((part) => part !== '')

const readSettings = (): Settings => {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '2000,20000' },
      only: { type: 'string' },
      repeats: { type: 'string', default: '3' },
      minutes: { type: 'string', default: '0.25' },
      write: { type: 'boolean', default: false },
    },
  })
  const only = listOf(values.only)
  const names = PARTS.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${names.join(', ')}`)
  return {
    sizes: listOf(values.sizes).map(Number),
    only,
    repeats: Number(values.repeats),
    seconds: Number(values.minutes) * 60,
    writes: values.write,
  }
}

/** What else the machine does before anything is measured; 0 is a quiet one. */
const loadWords = (): string => `load ${(loadavg()[0] ?? 0).toFixed(1)} before it began`

/** The programs that were measured, so that figures of two machines are not mixed up. */
const machineWords = (load: string): string => {
  const versionOf = (path: string | undefined): string =>
    path === undefined
      ? ''
      : execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  const postgres = findPostgresFolder()
  return [
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? ''})`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    versionOf(postgres === undefined ? undefined : join(postgres, 'postgres')),
    versionOf(findRedis()).split(' sha')[0] ?? '',
    versionOf(findChromium()).split(' built')[0] ?? '',
    load,
  ].join(', ')
}

interface Task {
  readonly part: Part
  readonly size: number
}

const tasksOf = ({ only, sizes }: Settings): readonly Task[] =>
  PARTS.filter(({ name }) => only.length === 0 || only.includes(name)).flatMap((part) =>
    (part.isOfSize ? sizes : [0]).map((size) => ({ part, size })),
  )

/** A part that breaks is told, and the others go on. */
const measureOne = async (
  services: Services,
  { part, size }: Task,
  settings: Settings,
): Promise<readonly Figure[]> => {
  say(`\n${part.name}${size === 0 ? '' : `, ${size} messages`}`)
  try {
    const figures = await part.measure(services, { ...settings, size, isBuilt: true })
    for (const figure of figures) say(`  ${lineOf(figure)}`)
    return figures
  } catch (error) {
    process.exitCode = 1
    say(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return []
  } finally {
    await endEverything()
  }
}

/** Whoever is tired of waiting leaves nothing running. */
const endOnSignal = (): void => {
  const end = () => void endEverything().finally(() => process.exit(1))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

const main = async (): Promise<void> => {
  const settings = readSettings()
  const begin = performance.now()
  const load = loadWords()
  endOnSignal()
  const services = await startServices()
  try {
    const figures: Figure[] = []
    for (const task of tasksOf(settings))
      figures.push(...(await measureOne(services, task, settings)))
    const machine = machineWords(load)
    mkdirSync(join(ROOT, '.cache'), { recursive: true })
    const when = new Date().toISOString()
    writeFileSync(
      RESULTS,
      JSON.stringify({ when, machine, figures: figures.map(plainOf) }, null, 2),
    )
    const table = tableOf(figures)
    if (settings.writes) writeSpeed(machine, table)
    say(`\n${machine}\n\n${table}`)
    say(`\nafter ${((performance.now() - begin) / 1000).toFixed(0)} s; also in ${RESULTS}`)
  } finally {
    await services.stop()
  }
}

await main()
