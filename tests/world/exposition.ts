/** Figures as Prometheus reads them: the text of /api/metrics as a value for each name and labels. */

export interface Exposition {
  /** Of this name and just these labels; 0 where nothing was counted. */
  readonly of: (name: string, labels?: Readonly<Record<string, string>>) => number
  /** Every name that a query may use. */
  readonly names: ReadonlySet<string>
  /** Every name with a line about what it means. */
  readonly described: ReadonlySet<string>
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

const keyOf = (name: string, labels: readonly (readonly [string, string])[]): string =>
  JSON.stringify([name, ...labels.toSorted(([a], [b]) => (a < b ? -1 : 1))])

export const readExposition = (text: string): Exposition => {
  const values = new Map<string, number>()
  const names = new Set<string>()
  const described = new Set<string>()
  for (const line of text.split('\n')) {
    const help = /^# HELP (\S+) \S/.exec(line)
    if (help?.[1] !== undefined) described.add(help[1])
    if (line === '' || line.startsWith('#')) continue
    const [, name = '', inner = '', value] = SAMPLE.exec(line) ?? []
    if (name === '') throw new Error(`not understood: ${line}`)
    const labels = [...inner.matchAll(LABEL)].map(([, key = '', of = '']) => [key, of] as const)
    values.set(keyOf(name, labels), Number(value))
    names.add(name)
  }
  return {
    of: (name, labels = {}) => values.get(keyOf(name, Object.entries(labels))) ?? 0,
    names,
    described,
  }
}
