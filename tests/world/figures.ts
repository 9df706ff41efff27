/** Numbers that the tests measure and print, so that a run tells how fast it was. */

/** The value below which the given share of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** One line in the run's output, marked so that all figures of a run can be found together. */
export const printFigure = (what: string, value: number, unit: string): void => {
  const digits = Number.isInteger(value) ? 0 : 1
  process.stdout.write(`figure: ${what}: ${value.toFixed(digits)} ${unit}\n`)
}
