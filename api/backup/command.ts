/** What both commands share: one file on the command line, the settings, and one sentence when it fails. */

import { parseArgs } from 'node:util'
import { isUnavailable } from '../../db/server/unavailable.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { readConfig, type Config } from '../config.ts'

export interface Command {
  readonly file: string
  readonly mayReplace: boolean
  readonly config: Config
}

/** Prints what `work` says; ends with 1 and a sentence where a person has to do something first. */
export const runCommand = async (
  usage: string,
  work: (command: Command) => Promise<string>,
): Promise<void> => {
  try {
    process.stdout.write(`${await work(readCommand(usage))}\n`)
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence === null) throw error
    process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  }
}

const sentenceOf = (error: unknown): string | null => {
  if (error instanceof DatabaseRefusal) return error.message
  if (isUnavailable(error)) return 'The database in DATABASE_URL cannot be reached.'
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^(EACCES|ENOENT|ENOSPC|EROFS|Z_\w+)$/.test(code)
    ? `It cannot be done: ${code}.`
    : null
}

const readCommand = (usage: string): Command => {
  const { values, positionals } = parseWords(usage)
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new DatabaseRefusal(usage)
  const read = readConfig(process.env)
  if (read.kind === 'nonsense') throw new DatabaseRefusal(read.sentence)
  return { file, mayReplace: values.replace, config: read.config }
}

const parseWords = (usage: string) => {
  try {
    return parseArgs({
      options: { replace: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
  } catch (cause) {
    throw new DatabaseRefusal(usage, { cause })
  }
}
