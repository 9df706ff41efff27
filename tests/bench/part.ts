/** What one part of the measurements is told. */

export interface MeasureOptions {
  /** Messages. */
  readonly size: number
  /** All sizes of this run, for what is compared between them. */
  readonly sizes: readonly number[]
  /** How often a small thing is done again. */
  readonly repeats: number
  /** Whether there is a built server to ask over HTTP. */
  readonly isBuilt: boolean
  /** How long a load is kept up. */
  readonly seconds: number
}
