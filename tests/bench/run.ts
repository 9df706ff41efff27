/** `npm run bench`: builds the app and the measurements, and runs them as plain JavaScript. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from '../world/folders.ts'

const FOLDER = join(ROOT, '.cache/bench')
const NO_BUILD = '--no-build'

/** What tsx makes of TypeScript names every function anew each time, which would be measured with it. */
const bundle = (): Promise<unknown> =>
  build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      outDir: FOLDER,
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        input: join(ROOT, 'tests/bench/measure.ts'),
        output: { entryFileNames: 'measure.js' },
      },
    },
  })

const run = (command: string, words: readonly string[]): boolean =>
  spawnSync(command, words, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0

const main = async (): Promise<boolean> => {
  const words = process.argv.slice(2)
  const given = words.filter((word) => word !== NO_BUILD)
  if (!words.includes(NO_BUILD) && !run('npm', ['run', '--silent', 'build'])) return false
  await bundle()
  return run(process.execPath, ['--enable-source-maps', join(FOLDER, 'measure.js'), ...given])
}

process.exitCode = (await main()) ? 0 : 1
