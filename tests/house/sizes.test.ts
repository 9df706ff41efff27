/** Files stay short enough to be read in one go; the table of sizes is printed. */

import { expect, test } from 'vitest'
import { percentile } from '../world/figures.ts'
import { isTypeScript, listFiles, readText, roomOf, ROOMS } from './repository.ts'

const LIMIT = 250
const MEDIAN = 60
const NINE_IN_TEN = 150

interface Sized {
  readonly path: string
  readonly lines: number
}

const sized = (): readonly Sized[] =>
  listFiles()
    .filter((path) => isTypeScript(path) && roomOf(path) !== undefined)
    .map((path) => ({ path, lines: readText(path).split('\n').length - 1 }))

const rowOf = (room: string, files: readonly Sized[]) => {
  const lines = files.map((file) => file.lines)
  return {
    room,
    files: lines.length,
    lines: lines.reduce((sum, count) => sum + count, 0),
    median: percentile(lines, 0.5),
    p90: percentile(lines, 0.9),
    longest: files.toSorted((a, b) => b.lines - a.lines)[0]?.path ?? '',
  }
}

test(`half of all files have at most ${MEDIAN} lines, nine in ten at most ${NINE_IN_TEN}, none over ${LIMIT}`, () => {
  const files = sized()
  const rooms = ROOMS.map((room) =>
    rowOf(
      room,
      files.filter((file) => roomOf(file.path) === room),
    ),
  )
  const whole = rowOf('all', files)
  console.table([...rooms, whole])

  expect(files.filter((file) => file.lines > LIMIT)).toEqual([])
  expect(whole.median).toBeLessThanOrEqual(MEDIAN)
  expect(whole.p90).toBeLessThanOrEqual(NINE_IN_TEN)
})
