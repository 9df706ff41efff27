/** The tests over a source that is broken on purpose: MUTANT names the breakage, or none; VERDICT the file it goes to. */

import { defineConfig } from 'vitest/config'
import { tests } from '../vite.config.ts'
import { injectBreakage } from './mutants/inject.ts'
import { tellVerdict } from './mutants/tell-verdict.ts'

const name = process.env['MUTANT'] ?? ''
const verdict = process.env['VERDICT']
const plugins = name === '' ? [] : [injectBreakage(name)]

type Project = NonNullable<NonNullable<typeof tests.test>['projects']>[number]

const withBreakage = (project: Project): Project =>
  typeof project === 'object' && 'test' in project ? { ...project, plugins } : project

export default defineConfig({
  root: '.',
  test: {
    reporters: verdict === undefined ? ['default'] : [tellVerdict(verdict)],
    projects: (tests.test?.projects ?? []).map(withBreakage),
  },
})
