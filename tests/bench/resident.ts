/** How much memory a process has, and whether that grows. */

import { readFileSync } from 'node:fs'

/** Resident memory of a process, MiB. */
export const residentOf = (pid: number): number => {
  const [, kibibytes = '0'] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) / 1024
}

export interface Sample {
  readonly minute: number
  readonly mebibytes: number
}

/** Least squares: how much more each minute. */
export const slopeOf = (samples: readonly Sample[]): number => {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const minute = mean(samples.map((sample) => sample.minute))
  const size = mean(samples.map((sample) => sample.mebibytes))
  const over = samples.reduce(
    (sum, sample) => sum + (sample.minute - minute) * (sample.mebibytes - size),
    0,
  )
  return over / samples.reduce((sum, sample) => sum + (sample.minute - minute) ** 2, 0)
}
