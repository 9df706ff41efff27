/** The lines of the log in words, and which of them a filter shows; pure. */

import type { LogRecord, RunRecord } from '../../db/device/records.ts'
import { countWords, numberWords } from '../ui/count-words.ts'
import { waitWords } from '../ui/time-words.ts'
import { errorType } from './error-words.ts'
import { TRIGGERS } from './run-words.ts'

export type LogKind = 'errors' | 'skipped' | 'conflicts'
export type LogFilter = 'all' | LogKind

/** One line as it is shown. `code`: what it is called in the debug info. */
export interface LogLine {
  readonly key: string
  readonly at: number
  readonly kind: LogKind | null
  readonly code: string
  readonly words: string
}

const KINDS: Readonly<Record<string, LogKind>> = {
  'run.failed': 'errors',
  'run.stopped': 'errors',
  'change.refused': 'errors',
  'change.known': 'skipped',
  'change.held': 'skipped',
  'run.interrupted': 'skipped',
  'change.conflict': 'conflicts',
  'conflict.settled': 'conflicts',
  'run.recovered': 'errors',
  'verify.differed': 'errors',
  'quiet.failed': 'errors',
}

type Details = NonNullable<LogRecord['details']>

const numberIn = (details: Details, name: string): number => {
  const value = details[name]
  return typeof value === 'number' ? value : 0
}

const textIn = (details: Details, name: string): string => {
  const value = details[name]
  return typeof value === 'string' ? value : ''
}

const changes = (details: Details): string => countWords(numberIn(details, 'count'), 'change')

const because = (details: Details): string =>
  errorType(textIn(details, 'reason') || textIn(details, 'fault')).name.toLowerCase()

const WORDS: Readonly<Record<string, (details: Details) => string>> = {
  'run.failed': (details) => {
    const wait = numberIn(details, 'retryInMs')
    return `A sync failed: ${because(details)}.${wait > 0 ? ` Next try in ${waitWords(wait)}.` : ''}`
  },
  'run.stopped': (details) => `Sync stopped until you act: ${because(details)}.`,
  'run.interrupted': (details) =>
    `A sync was stopped half way, with ${countWords(numberIn(details, 'sent'), 'change')} sent.`,
  'run.recovered': (details) => `This device recovered: ${because(details)}.`,
  'change.refused': (details) => `The server refused ${changes(details)}. Kept on this device.`,
  'change.held': (details) => `The server takes ${changes(details)} later.`,
  'change.known': (details) => `The server had ${changes(details)} already.`,
  'change.conflict': (details) => `${changes(details)} met another device’s. Both are kept.`,
  'verify.differed': (details) =>
    `${countWords(numberIn(details, 'count'), 'chat')} differed from the cloud. Fetched once more.`,
  'quiet.failed': () => 'What follows a sync failed. It is tried after the next.',
  'conflict.settled': (details) =>
    `${countWords(numberIn(details, 'count'), 'conflict')} settled as you set it: the newest stands, the other is in the history.`,
  'person.paused': () => 'You paused sync.',
  'person.resumed': () => 'You resumed sync.',
  'person.retried': (details) => `You sent ${changes(details)} again.`,
  'person.discarded': (details) => `You discarded ${changes(details)}.`,
  'person.repaired': () => 'You began a repair.',
  'person.reset': () => 'You reset sync on this device.',
}

const lineOf = ({ id = 0, at, code, details = {} }: LogRecord): LogLine => ({
  key: `log ${id}`,
  at,
  code,
  kind: KINDS[code] ?? null,
  words: WORDS[code]?.(details) ?? code,
})

/** "Synced: 2 sent, 3 received (another device)". */
const wordsOfRun = ({ outcome, sent, received, trigger }: RunRecord): string => {
  const how = outcome === 'done' ? 'Synced' : 'Synced in part'
  const what =
    sent + received === 0
      ? 'nothing new'
      : `${numberWords(sent)} sent, ${numberWords(received)} received`
  return `${how}: ${what} (${TRIGGERS[trigger].toLowerCase()}).`
}

/** A run that failed has a line of its own already. */
const lineOfRun = (run: RunRecord): readonly LogLine[] =>
  run.fault === undefined
    ? [
        {
          key: `run ${run.id ?? 0}`,
          at: run.startedAt + run.durationMs,
          code: `run.${run.outcome}`,
          kind: null,
          words: wordsOfRun(run),
        },
      ]
    : []

/** The log and the syncs that went well, newest first. */
export const logLines = (
  log: readonly LogRecord[],
  runs: readonly RunRecord[],
): readonly LogLine[] =>
  [...log.map(lineOf), ...runs.flatMap(lineOfRun)].toSorted((a, b) => b.at - a.at)

export const filterLog = (
  lines: readonly LogLine[],
  filter: LogFilter,
  text: string,
): readonly LogLine[] => {
  const wanted = text.trim().toLowerCase()
  return lines.filter(
    ({ kind, code, words }) =>
      (filter === 'all' || kind === filter) &&
      (wanted === '' || `${words} ${code}`.toLowerCase().includes(wanted)),
  )
}
