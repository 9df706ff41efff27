/** A reporter that writes down what a whole run comes to, and nothing else. */

import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { judgeFailed, type Verdict } from './verdict.ts'

export const tellVerdict = (file: string): Reporter => ({
  onTestRunEnd: (modules, unhandled) => {
    const [error] = unhandled
    const verdict: Verdict =
      error === undefined ? verdictOf(modules) : { kind: 'broken', why: error.message }
    writeFileSync(file, JSON.stringify(verdict))
  },
})

const verdictOf = (modules: readonly TestModule[]): Verdict => {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const failed = tests.find((test) => test.result().state === 'failed')
  if (failed !== undefined) return judgeFailed(failedOf(failed))
  const [unloaded] = modules.flatMap((module) => module.errors())
  if (unloaded !== undefined) return { kind: 'broken', why: unloaded.message }
  return tests.some((test) => test.result().state === 'passed')
    ? { kind: 'survived' }
    : { kind: 'broken', why: 'no test was run' }
}

const failedOf = (test: TestCase) => ({
  file: test.module.relativeModuleId,
  title: test.name,
  errors: test.result().errors ?? [],
})
