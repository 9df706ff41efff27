/** What is installed is what was looked at: every package by its hash, from whatever registry there is. */

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { readText } from './repository.ts'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ integrity: z.optional(z.string()), resolved: z.optional(z.string()) }),
  ),
})

const packages = Object.entries(
  lockSchema.parse(JSON.parse(readText('package-lock.json'))).packages,
).filter(([path]) => path !== '')

test('every package is known by its hash, those for other platforms too', () => {
  const unknown = packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))

  expect(packages.length).toBeGreaterThan(100)
  expect(unknown.map(([path]) => path)).toEqual([])
})

test('no package is bound to the address of one registry', () => {
  const bound = packages.filter(([, { resolved }]) => resolved !== undefined)

  expect(bound.map(([path]) => path)).toEqual([])
})
