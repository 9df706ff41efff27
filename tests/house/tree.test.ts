/** The tree in README.md is the tree on the disk: every folder of a room, every file at the top. */

import { describe, expect, test } from 'vitest'
import { listFiles, readText } from './repository.ts'

const DEEPEST = 2
const FENCE = /```text\n([^`]*?)\n```/g
const LINE = /^( *)(\S+) {2,}(\S.*)$/

/** Paths as the tree shows them: folders end in a slash, nesting is by two spaces. */
const readTree = (block: string): readonly string[] => {
  const trail: string[] = []
  return block.split('\n').map((line) => {
    const [, indent = '', name = ''] = LINE.exec(line) ?? []
    const depth = indent.length / 2
    trail.splice(depth, trail.length, name)
    return trail.join('')
  })
}

const treeInReadme = (): readonly string[] => {
  const blocks = [...readText('README.md').matchAll(FENCE)].map(([, block = '']) => block)
  return readTree(blocks.find((block) => /^db\/ /m.test(block)) ?? '')
}

/** Every file at the top, and every folder down to the depth that the tree shows. */
const treeOnDisk = (): readonly string[] => {
  const shown = new Set<string>()
  for (const path of listFiles()) {
    const parts = path.split('/')
    if (parts.length === 1) shown.add(path)
    for (let depth = 1; depth < parts.length && depth <= DEEPEST; depth += 1)
      shown.add(`${parts.slice(0, depth).join('/')}/`)
  }
  return [...shown]
}

describe('the tree in README.md', () => {
  test('shows what is on the disk and nothing else', () => {
    expect(treeInReadme().toSorted()).toEqual(treeOnDisk().toSorted())
  })

  test('is read by its nesting', () => {
    expect(readTree('db/    one\n  device/  two\nREADME.md  three')).toEqual([
      'db/',
      'db/device/',
      'README.md',
    ])
  })
})
