/** What is said to be defended names the tests that prove it, and they are there. */

import { expect, test } from 'vitest'
import { listFiles, readText } from './repository.ts'

const PROOF = /`((?:[a-z-]+\/)+[a-z-]+(?:\.pg)?\.(?:test|journey|fault)\.ts)`/g

test('every threat that is defended against has its proof', () => {
  const text = readText('api/README.md')
  const section = text.slice(text.indexOf('\n## Threats'), text.indexOf('\n## Why'))
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
  const proofs = rows.map((row) => [...row.matchAll(PROOF)].map(([, path]) => `tests/${path}`))
  const files = new Set(listFiles())

  expect(rows.length).toBeGreaterThan(10)
  expect(rows.filter((_, at) => proofs[at]?.length === 0)).toEqual([])
  expect(proofs.flat().filter((path) => !files.has(path))).toEqual([])
})
