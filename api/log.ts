/** The log: JSON lines about what happened, never about what anybody wrote, and never a credential. */

import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type { Logger }

/** SQLSTATE of PostgreSQL; such an error's message and detail can quote a row. */
const SQL_STATE = /^[0-9A-Z]{5}$/

const field = (of: object, name: string): unknown =>
  Object.entries(of).find(([key]) => key === name)?.[1]

/** Where it happened, without the first line, which repeats the message. */
const framesOf = (error: Error): readonly string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12)
    .map((line) => line.trim())

/** These quote what could not be read, and that may be what somebody wrote. */
const QUOTING = /^(SyntaxError|\$?Zod\w*|URIError)$/

/** What may be told about an error: its kind, its code and where, and its message if no row is in it. */
const describeError = (thrown: unknown): Record<string, unknown> => {
  if (!(thrown instanceof Error)) return { type: typeof thrown }
  const code = field(thrown, 'code')
  const isFromDatabase = typeof code === 'string' && SQL_STATE.test(code)
  const cause = causeOf(thrown)
  return {
    type: thrown.name,
    code,
    ...(isFromDatabase
      ? { table: field(thrown, 'table'), constraint: field(thrown, 'constraint') }
      : { message: QUOTING.test(thrown.name) ? undefined : thrown.message }),
    stack: framesOf(thrown),
    cause,
  }
}

/** What stands behind it, without where: its kind and its code are what an operator looks up. */
const causeOf = ({ cause }: Error): object | undefined =>
  cause instanceof Error ? { type: cause.name, code: field(cause, 'code') } : undefined

export const createLog = (level: string, destination: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      serializers: { err: describeError },
      redact: ['token', 'authorization', 'cookie', '*.token', '*.authorization', '*.cookie'],
    },
    destination,
  )
