/** The results as a table in this folder's README. */

import { readFileSync, writeFileSync } from 'node:fs'
import type { Breakage } from './breakage.ts'
import { breakages } from './breakages.ts'
import type { Verdict } from './verdict.ts'

const README = new URL('README.md', import.meta.url)
const BEGIN = '<!-- results -->'
const END = '<!-- end of results -->'

export interface Outcome {
  readonly breakage: Breakage
  readonly verdict: Verdict
  readonly seconds: number
}

const HEAD = ['| law | breakage | where | noticed by | after |', '| --- | --- | --- | --- | --- |']

export const rowOf = ({ breakage, verdict, seconds }: Outcome): string => {
  const { law, name, does, edits } = breakage
  const where = [...new Set(edits.map((edit) => `\`${edit.file}\``))].join(', ')
  const cells = [law, `**${name}**: ${does}`, where, ...noticed(verdict, seconds)]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const noticed = (verdict: Verdict, seconds: number): readonly string[] => {
  const time = `${seconds.toFixed(0)} s`
  switch (verdict.kind) {
    case 'caught': {
      const { file, histories, test, law } = verdict
      const where = `\`${file}\`: ${law === null ? test : `[${law}]`}`
      if (histories === null) return [where, time]
      return [where, `${histories === 1 ? '1 history' : `${histories} histories`}, ${time}`]
    }
    case 'survived':
      return ['NOTHING', time]
    case 'broken':
      return [`BROKEN: ${verdict.why}`, time]
  }
}

/** What README.md says of a breakage, by its name. */
export const readTable = (): ReadonlyMap<string, string> => {
  const rows = textOf(README).matchAll(/^\|[^|]*\| \*\*([a-z-]+)\*\*: .*$/gm)
  return new Map([...rows].map(([row, name = '']) => [name, row]))
}

/** Puts an outcome in place of the earlier one; what is not tried now keeps its row. */
export const putRow = (outcome: Outcome): void => {
  const rowByName = new Map(readTable()).set(outcome.breakage.name, rowOf(outcome))
  const rows = breakages.flatMap(({ name }) => rowByName.get(name) ?? [])
  const text = textOf(README)
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length)
  const after = text.slice(text.indexOf(END))
  writeFileSync(README, `${before}\n\n${[...HEAD, ...rows].join('\n')}\n\n${after}`)
}

const textOf = (file: URL): string => readFileSync(file, 'utf8')
