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
      const { file, histories, test, says } = verdict
      if (histories === null) return [`\`${file}\`: ${test}`, time]
      const count = histories === 1 ? '1 history' : `${histories} histories`
      return [`\`${file}\`: ${says}`, `${count}, ${time}`]
    }
    case 'survived':
      return ['NOTHING', time]
    case 'broken':
      return [`BROKEN: ${verdict.why}`, time]
  }
}

export const putTable = (outcomes: readonly Outcome[]): void => {
  const places = new Map(breakages.map(({ name }, at) => [name, at]))
  const rows = outcomes
    .toSorted((a, b) => (places.get(a.breakage.name) ?? 0) - (places.get(b.breakage.name) ?? 0))
    .map(rowOf)
  const text = readFileSync(README, 'utf8')
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length)
  const after = text.slice(text.indexOf(END))
  writeFileSync(README, `${before}\n\n${[...HEAD, ...rows].join('\n')}\n\n${after}`)
}
