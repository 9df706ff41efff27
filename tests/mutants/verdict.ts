/** What a run of tests over a broken source comes to: caught by an assertion, survived, or broken itself. */

import * as z from 'zod/mini'

/**
 * `caught`: a test of a law, or an assertion, says so. `survived`: every test passed. `broken`: the
 * source did not load, the tests ran out of time, or there was none; then the list is wrong.
 * `law`: what a world of random histories named; `histories`: how many random ones it took.
 */
export const verdictSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('caught'),
    file: z.string(),
    test: z.string(),
    law: z.nullable(z.string()),
    histories: z.nullable(z.number()),
  }),
  z.object({ kind: z.literal('survived') }),
  z.object({ kind: z.literal('broken'), why: z.string() }),
])
export type Verdict = Readonly<z.infer<typeof verdictSchema>>

/** As much of an error as a reporter is told. */
export interface Told {
  readonly message: string
  readonly name?: string
  readonly cause?: unknown
}

/** A test that failed. */
export interface Failed {
  readonly file: string
  readonly title: string
  readonly errors: readonly Told[]
}

const NOT_AN_ASSERTION =
  /\b(?:SyntaxError|ReferenceError)\b|\btimed out in \d+ ?ms|Transform failed|Failed to (?:load|resolve)|stands \d+ times in/
const LAW = /\[[A-Z]\d[\] ]/
/** As the world of a history says it: `[V1 old value] on A0: ...`. */
const NAMED = /^\[([^\]]+)\]/
const HISTORIES = /Property failed after (\d+) tests/

export const judgeFailed = ({ file, title, errors }: Failed): Verdict => {
  const chain = errors.flatMap(withCauses)
  const whole = chain.map(({ name = '', message }) => `${name} ${message}`).join('\n')
  if (NOT_AN_ASSERTION.test(whole)) return { kind: 'broken', why: firstLine(whole) }
  const root = chain.at(-1)?.message ?? ''
  if (!isSaid(chain, title)) return { kind: 'broken', why: `no assertion: ${firstLine(root)}` }
  const count = HISTORIES.exec(whole)?.[1]
  const histories = count === undefined ? null : Number(count)
  return { kind: 'caught', file, test: title, law: NAMED.exec(root)?.[1] ?? null, histories }
}

/** A history's error wraps whatever was thrown in it: there only what its world says is a law. */
const isSaid = (chain: readonly Told[], title: string): boolean => {
  const [root] = chain.slice(-1)
  if (root?.name === 'AssertionError') return true
  if (chain.length > 1) return NAMED.test(root?.message ?? '')
  return LAW.test(`${title} ${root?.message}`)
}

/** The error and what caused it, the innermost last: what the world of a history named. */
const withCauses = (told: Told): readonly Told[] =>
  isTold(told.cause) ? [told, ...withCauses(told.cause)] : [told]

const isTold = (cause: unknown): cause is Told =>
  typeof cause === 'object' &&
  cause !== null &&
  'message' in cause &&
  typeof cause.message === 'string'

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 160) ?? ''
