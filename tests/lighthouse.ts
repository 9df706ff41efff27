/** `npm run lighthouse`: the built app's first load, five times on a phone's and a desk's terms; medians beside their bars. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../db/protocol/parse.ts'
import { endEverything } from './world/at-the-end.ts'
import { startServer } from './world/built-server.ts'
import { percentile } from './world/figures.ts'
import { ROOT } from './world/folders.ts'
import { findChromium, need } from './world/programs.ts'

/** Not a dependency: its own lock asks for the newest of another package, which breaks a clean install. */
const LIGHTHOUSE = 'lighthouse@12.8.2'
const TIMES = 5
const FOLDER = join(ROOT, '.cache/lighthouse')
const FLAGS = '--headless=new --no-sandbox --disable-gpu'

interface Bar {
  readonly category: string
  readonly least: number
}

const BARS: Readonly<Record<'mobile' | 'desktop', readonly Bar[]>> = {
  mobile: [
    { category: 'performance', least: 90 },
    { category: 'accessibility', least: 100 },
    { category: 'best-practices', least: 100 },
  ],
  desktop: [
    { category: 'performance', least: 98 },
    { category: 'accessibility', least: 100 },
    { category: 'best-practices', least: 100 },
  ],
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined

/** 0 to 100 by category; and what it found to be wrong, by name. */
const readReport = (path: string) => {
  const json = parseJson(readFileSync(path, 'utf8'))
  const report: unknown = json.kind === 'ok' ? json.value : null
  const scoreOf = (category: string): number =>
    Number(fieldOf(fieldOf(fieldOf(report, 'categories'), category), 'score')) * 100
  const audits = Object.entries(fieldOf(report, 'audits') ?? {})
  const wrong = audits
    .filter(([, audit]) => fieldOf(audit, 'scoreDisplayMode') === 'binary')
    .filter(([, audit]) => fieldOf(audit, 'score') === 0)
  return { scoreOf, wrong: wrong.map(([name]) => name) }
}

const look = (url: string, device: 'mobile' | 'desktop', at: number) => {
  const path = join(FOLDER, `${device}-${at}.json`)
  const words = [
    '--yes',
    LIGHTHOUSE,
    url,
    `--chrome-flags=${FLAGS}`,
    '--no-enable-error-reporting',
    '--only-categories=performance,accessibility,best-practices',
    '--output=json',
    `--output-path=${path}`,
    '--quiet',
    ...(device === 'desktop' ? ['--preset=desktop'] : []),
  ]
  const env = { ...process.env, CHROME_PATH: need(findChromium(), 'Chromium') }
  const { status } = spawnSync('npx', words, { env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`Lighthouse ended with ${status}`)
  return readReport(path)
}

const main = async (): Promise<boolean> => {
  mkdirSync(FOLDER, { recursive: true })
  const server = await startServer()
  let isGood = true
  for (const device of ['mobile', 'desktop'] as const) {
    const reports = Array.from({ length: TIMES }, (_, at) => look(server.origin, device, at))
    for (const { category, least } of BARS[device]) {
      const scores = reports.map(({ scoreOf }) => Math.round(scoreOf(category)))
      const median = percentile(scores, 0.5)
      isGood &&= median >= least
      console.log(`${device} ${category}: ${median} (${scores.join(' ')}), at least ${least}`)
    }
    const wrong = new Set(reports.flatMap((report) => report.wrong))
    if (wrong.size > 0) console.log(`${device}, wrong: ${[...wrong].join(', ')}`)
  }
  await endEverything()
  return isGood
}

process.exitCode = (await main()) ? 0 : 1
