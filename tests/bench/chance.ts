/** Chance from a seed: the same numbers in every run, in Node and in a page. */

export interface Chance {
  /** At least 0, below 1. */
  readonly next: () => number
  /** A whole number at least 0 and below `end`. */
  readonly below: (end: number) => number
  readonly bytes: (count: number) => Uint8Array
}

/** Mulberry32. */
export const createChance = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  }
}
