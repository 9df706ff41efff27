/** The list of breakages fits the source as it is, so that it cannot rot between its runs. */

import { describe, expect, test } from 'vitest'
import { listFiles, readText } from '../house/repository.ts'
import type { Edit, Net } from './breakage.ts'
import { breakages } from './breakages.ts'
import { applyEdit } from './inject.ts'
import { readTable } from './table.ts'

const sourcesAfter = (edits: readonly Edit[]): ReadonlyMap<string, string> => {
  const sources = new Map(edits.map(({ file }) => [file, readText(file)]))
  for (const edit of edits) sources.set(edit.file, applyEdit(sources.get(edit.file) ?? '', edit))
  return sources
}

const FILES = listFiles()
const SUFFIXES = { unit: '.test.ts', services: '.pg.test.ts' } as const

/** Where the titles of a net's tests stand: histories that were found are named in their list. */
const filesOf = ({ project, filter }: Net): readonly string[] =>
  FILES.filter((path) => path.includes(filter) && path.endsWith(SUFFIXES[project]))
    .filter((path) => project === 'services' || !path.endsWith(SUFFIXES.services))
    .map((path) => path.replace('laws/found.pg.test.ts', 'world/histories/found.ts'))

describe('a breakage', () => {
  test.each(breakages)('$name fits the source exactly once', ({ edits }) => {
    for (const [file, source] of sourcesAfter(edits)) expect(source).not.toBe(readText(file))
  })

  test.each(breakages)('$name has a test to notice it', ({ net }) => {
    const words = net.title.split('.*').at(-1) ?? ''

    expect(filesOf(net).filter((path) => readText(path).includes(words))).not.toEqual([])
  })

  test('is there for every law, and of no other', () => {
    const laws = [...readText('db/README.md').matchAll(/^- \*\*([A-Z]\d)\*\* /gm)]

    expect(new Set(breakages.map(({ law }) => law))).toEqual(new Set(laws.map(([, law]) => law)))
  })

  test('stands in the table of README.md with what noticed it', () => {
    expect([...readTable().keys()]).toEqual(breakages.map(({ name }) => name))
  })

  test('has a name of its own', () => {
    const names = breakages.map(({ name }) => name)

    expect(names).toEqual([...new Set(names)])
  })
})
