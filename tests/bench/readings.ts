/** Readings of several things that are measured in turn, and which of them was the fastest. */

import { median } from '../world/figures.ts'

export interface Readings {
  readonly add: (name: string, value: number) => void
  readonly of: (name: string) => readonly number[]
  /** The one that takes the least: a limit is the best way that is known. */
  readonly fastest: () => { readonly name: string; readonly values: readonly number[] }
}

export const createReadings = (): Readings => {
  const valuesByName = new Map<string, number[]>()
  return {
    add: (name, value) => {
      const values = valuesByName.get(name)
      if (values === undefined) valuesByName.set(name, [value])
      else values.push(value)
    },
    of: (name) => valuesByName.get(name) ?? [],
    fastest: () => {
      const [first] = [...valuesByName].toSorted(([, a], [, b]) => median(a) - median(b))
      if (first === undefined) throw new Error('nothing was measured')
      return { name: first[0], values: first[1] }
    },
  }
}
