/** What counts as noticed: what a test or a law says, never a crash. */

import { expect, test } from 'vitest'
import { judgeFailed, type Told } from './verdict.ts'

const verdictOn = (title: string, ...errors: readonly Told[]) =>
  judgeFailed({ file: 'a.test.ts', title, errors })

const random = (cause: Told): Told => ({
  name: 'AssertionError',
  message: 'promise rejected',
  cause: { name: 'Error', message: 'Property failed after 7 tests', cause },
})

test('an assertion, and an error in the test of a law, are noticed', () => {
  const said = { name: 'AssertionError', message: 'expected 1 to be 2' }
  const taken = { name: 'error', message: 'duplicate key value' }

  expect(verdictOn('adds up', said)).toMatchObject({ kind: 'caught', law: null, histories: null })
  expect(verdictOn('[N1] loses nothing', taken)).toMatchObject({ kind: 'caught' })
  expect(verdictOn('adds up', taken)).toMatchObject({ kind: 'broken' })
})

test('a random history counts where its world names a law, not where something crashed in it', () => {
  const law = { name: 'Error', message: '[V1 old value] on A0: {}' }
  const crash = { name: 'TypeError', message: 'x is undefined' }

  expect(verdictOn('[C1] break no law', random(law))).toMatchObject({
    kind: 'caught',
    law: 'V1 old value',
    histories: 7,
  })
  expect(verdictOn('[C1] break no law', random(crash))).toMatchObject({ kind: 'broken' })
})

test('source that does not load and tests that run out of time are not noticed', () => {
  for (const message of ['ReferenceError: x', 'Test timed out in 5000ms.', 'Transform failed'])
    expect(verdictOn('[N1] loses nothing', { message })).toMatchObject({ kind: 'broken' })
})
