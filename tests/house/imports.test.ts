/** No file needs itself: imports, types included, never run in a circle. */

import { dirname, join } from 'node:path/posix'
import { expect, test } from 'vitest'
import { isTypeScript, listFiles, readText } from './repository.ts'

const FROM = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g

const importsOf = (path: string): readonly string[] =>
  [...readText(path).matchAll(FROM)].map(([, target = '']) => join(dirname(path), target))

/** The first circle found by walking down from each file, as the files along it. */
const findCircle = (imports: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): readonly string[] => {
    const at = trail.indexOf(path)
    if (at >= 0) return [...trail.slice(at), path]
    if (done.has(path)) return []
    for (const next of imports.get(path) ?? []) {
      const circle = walk(next, [...trail, path])
      if (circle.length > 0) return circle
    }
    done.add(path)
    return []
  }
  for (const path of imports.keys()) {
    const circle = walk(path, [])
    if (circle.length > 0) return circle
  }
  return []
}

test('a circle is found where there is one', () => {
  const circle = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', []],
    ['d', ['b']],
  ])

  expect(findCircle(circle)).toEqual(['b', 'd', 'b'])
})

test('imports never run in a circle', () => {
  const files = listFiles().filter(isTypeScript)
  const imports = new Map(files.map((path) => [path, importsOf(path)]))

  expect([...imports.values()].flat().length).toBeGreaterThan(files.length)
  expect(findCircle(imports)).toEqual([])
})
