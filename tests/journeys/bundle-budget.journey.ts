/** What a browser must load before the app stands, against what it may. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { printFigure } from '../world/figures.ts'
import { ROOT } from '../world/folders.ts'

const DIST = join(ROOT, 'dist/web')
const KB = 1024
const ENTRY_KB = 150
/** Installed beside the page, never before it: of 53 KB, 29 are Dexie, the rest is the engine that the page has too. */
const WORKER_KB = 53
const STYLES_KB = 15
const LAZY_KB = 40

const STATIC_IMPORT = /(?:\bimport|\bfrom)\s*["']\.\/([^"']+)["']/g
const SCRIPT = /<(?:script|link)[^>]+(?:src|href)="\/(assets\/[^"]+\.js)"/g
const STYLES = /<link[^>]+href="\/(assets\/[^"]+\.css)"/g

const gzipKb = (path: string): number =>
  gzipSync(readFileSync(join(DIST, path)), { level: 9 }).length / KB

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, path = '']) => path)

/** The scripts of a document and all they import without being asked. */
const entryGraph = (document = 'index.html'): ReadonlySet<string> => {
  const waiting = [...found(readFileSync(join(DIST, document), 'utf8'), SCRIPT)]
  const graph = new Set<string>()
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (graph.has(path)) continue
    graph.add(path)
    const imports = found(readFileSync(join(DIST, path), 'utf8'), STATIC_IMPORT)
    waiting.push(...imports.map((name) => `assets/${name}`))
  }
  return graph
}

const sum = (paths: Iterable<string>): number =>
  [...paths].reduce((total, path) => total + gzipKb(path), 0)

describe('the built app', () => {
  test(`loads at most ${ENTRY_KB} KB of script before it stands`, () => {
    const size = sum(entryGraph())

    printFigure('entry script, gzip', size, 'KB')
    expect(entryGraph().size).toBeGreaterThan(0)
    expect(size).toBeLessThan(ENTRY_KB)
  })

  test('signs in without loading the app: that document shares only what both need', () => {
    const own = entryGraph('sign-in.html')

    printFigure('script of the sign-in document, gzip', sum(own), 'KB')
    expect([...own].filter((path) => path.startsWith('assets/app-'))).toEqual([])
    expect(sum(own)).toBeLessThan(ENTRY_KB)
  })

  test('keeps neither the sign-in document nor Clerk for offline', () => {
    const worker = readFileSync(join(DIST, 'worker.js'), 'utf8')

    expect(worker).toMatch(/assets\/app-/)
    expect(worker).not.toMatch(/sign-in\.html|assets\/sign-in-|clerkjs/)
  })

  test(`has a worker of at most ${WORKER_KB} KB`, () => {
    printFigure('worker, gzip', gzipKb('worker.js'), 'KB')
    expect(gzipKb('worker.js')).toBeLessThan(WORKER_KB)
  })

  test(`loads at most ${STYLES_KB} KB of styles, and ${LAZY_KB} KB for any part opened later`, () => {
    const styles = sum(found(readFileSync(join(DIST, 'index.html'), 'utf8'), STYLES))
    const entry = entryGraph()
    const lazy = readdirSync(join(DIST, 'assets'))
      .map((name) => `assets/${name}`)
      .filter((path) => path.endsWith('.js') && !entry.has(path))

    printFigure('styles, gzip', styles, 'KB')
    for (const path of lazy) printFigure(`later part ${path}, gzip`, gzipKb(path), 'KB')
    expect(styles).toBeLessThan(STYLES_KB)
    expect(lazy.filter((path) => gzipKb(path) >= LAZY_KB)).toEqual([])
  })
})
