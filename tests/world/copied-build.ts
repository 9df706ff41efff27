/** A copy of the build inside the repository, where its packages are found, that can become the next version. */

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { ROOT } from './folders.ts'

export interface CopiedBuild {
  /** Its server.js. */
  readonly entry: string
  /** From now on it is another version, whose page says so. */
  readonly release: (mark: string) => void
  /** The same, and its tables are of the next version too. */
  readonly releaseWithNewTables: (mark: string) => void
}

const edit = (path: string, change: (text: string) => string): void => {
  const text = readFileSync(path, 'utf8')
  const changed = change(text)
  if (changed === text) return
  writeFileSync(path, changed)
  for (const ending of ['.br', '.gz']) rmSync(`${path}${ending}`, { force: true })
}

/** As the bundler does: the page says who it is, and the worker's list names it by a hash of its bytes. */
const mark = (web: string, name: string): void => {
  edit(join(web, 'index.html'), (html) =>
    html.replace('</head>', `<meta name="release" content="${name}"></head>`),
  )
  edit(join(web, 'worker.js'), (script) => {
    const list = /(revision:["'`]?|"revision":")[0-9a-f]{32}(?=[^}]*index\.html)/
    expect(script).toMatch(list)
    return script.replace(list, `$1${name.padStart(32, '0')}`)
  })
}

/** The number of the tables' version, one higher wherever it stands. */
const raiseTables = (text: string): string => {
  const [, name] = /this\.version\(([A-Za-z_$]\w*)\)\.stores/.exec(text) ?? []
  if (name === undefined) return text
  const standing = new RegExp(`\\b(${name.replaceAll('$', '\\$')})=(\\d+)\\b`)
  const raised = text.replace(
    standing,
    (_, variable, number) => `${variable}=${Number(number) + 1}`,
  )
  expect(raised).not.toBe(text)
  return raised
}

/** Files whose bytes change get other names: by those alone the worker tells them apart. */
const renameAll = (web: string, scripts: readonly string[]): void => {
  const assets = join(web, 'assets')
  const renamed = (text: string): string =>
    scripts.reduce((all, name) => all.replaceAll(name, name.replace(/\.js$/, 'x.js')), text)
  for (const path of [join(web, 'index.html'), join(web, 'worker.js')]) edit(path, renamed)
  for (const name of scripts) {
    edit(join(assets, name), renamed)
    for (const ending of ['', '.br', '.gz'])
      if (readdirSync(assets).includes(`${name}${ending}`))
        renameSync(join(assets, `${name}${ending}`), join(assets, renamed(name) + ending))
  }
}

export const copyBuild = (): CopiedBuild => {
  const folder = join(ROOT, '.cache/journeys', `build-${process.pid}-${Date.now()}`)
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  const web = join(folder, 'dist/web')
  return {
    entry: join(folder, 'dist/server/server.js'),
    release: (name) => mark(web, name),
    releaseWithNewTables: (name) => {
      const scripts = readdirSync(join(web, 'assets')).filter((file) => file.endsWith('.js'))
      for (const file of scripts) edit(join(web, 'assets', file), raiseTables)
      edit(join(web, 'worker.js'), raiseTables)
      renameAll(web, scripts)
      mark(web, name)
    },
  }
}
