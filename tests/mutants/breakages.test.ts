/** The list of breakages fits the source as it is, so that it cannot rot between its runs. */

import { describe, expect, test } from 'vitest'
import { readText } from '../house/repository.ts'
import type { Edit } from './breakage.ts'
import { breakages } from './breakages.ts'
import { applyEdit } from './inject.ts'

const sourcesAfter = (edits: readonly Edit[]): ReadonlyMap<string, string> => {
  const sources = new Map(edits.map(({ file }) => [file, readText(file)]))
  for (const edit of edits) sources.set(edit.file, applyEdit(sources.get(edit.file) ?? '', edit))
  return sources
}

describe('a breakage', () => {
  test.each(breakages)('$name fits the source exactly once', ({ edits }) => {
    for (const [file, source] of sourcesAfter(edits)) expect(source).not.toBe(readText(file))
  })

  test('has a name of its own', () => {
    const names = breakages.map(({ name }) => name)

    expect(names).toEqual([...new Set(names)])
  })
})
