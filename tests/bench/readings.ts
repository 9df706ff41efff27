/** Readings of several things that are measured in turn, and which of them was the fastest. */

import { median } from '../world/figures.ts'

export interface Readings<Name extends string> {
  readonly add: (name: Name, value: number) => void
  readonly of: (name: Name) => readonly number[]
  /** The one that takes the least: a limit is the best way that is known. */
  readonly fastest: () => { readonly name: Name; readonly values: readonly number[] }
}

export const createReadings = <Name extends string>(): Readings<Name> => {
  const valuesByName = new Map<Name, number[]>()
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
