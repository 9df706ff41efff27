/** Conflicts that arose together, because two devices met after a time apart, as one. Pure. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import { sidesAtFirst, type KnownDevices, type Side } from './sides.ts'

/** What two devices did apart and brought together at one time. */
export interface Merge {
  readonly key: string
  /** When the first of them was recorded (ms). */
  readonly at: number
  readonly lines: readonly ConflictLine[]
  /** Each with what is kept where everything is used from it. */
  readonly parties: readonly [Party, Party]
}

export interface Party {
  readonly name: string
  readonly isThisDevice: boolean
  readonly pick: (line: ConflictLine) => Side
}

/** Between two of one merge hardly a moment passes; a large one is sent in parts. */
const APART_MS = 15_000

/** Newest first, and so are the conflicts in them. */
export const mergesOf = (
  lines: readonly ConflictLine[],
  devices: KnownDevices,
): readonly Merge[] => {
  const groups: ConflictLine[][] = []
  const open = new Map<string, ConflictLine[]>()
  for (const line of lines.toSorted((a, b) => a.createdAt - b.createdAt)) {
    const pair = pairOf(line, devices)
    const group = open.get(pair)
    if (group !== undefined && line.createdAt - (group[0]?.createdAt ?? 0) <= APART_MS) {
      group.unshift(line)
      continue
    }
    const fresh = [line]
    open.set(pair, fresh)
    groups.unshift(fresh)
  }
  return groups.flatMap((group): readonly Merge[] => {
    const first = group.at(-1)
    if (first === undefined) return []
    const telling = group.find((line) => isBetweenTwo(line)) ?? first
    const key = `${pairOf(first, devices)} ${first.createdAt}`
    return [{ key, at: first.createdAt, lines: group, parties: partiesOf(telling, devices) }]
  })
}

/** Of a refused deletion it is not known who wrote what the deleter had not seen. */
const isBetweenTwo = ({ kept, writer, lost }: ConflictLine): boolean =>
  (kept.clock ?? writer) !== null && lost.clock !== null

/** The devices that a conflict is between, this one apart: it is one of them nearly always. */
const pairOf = (line: ConflictLine, devices: KnownDevices): string =>
  sidesAtFirst(line, devices)
    .filter(({ isThisDevice }) => !isThisDevice)
    .flatMap(({ deviceId }) => deviceId ?? [])
    .toSorted()
    .join(' ')

/** Of each conflict the side that is the device's, or else the one that is not the other's. */
const partiesOf = (line: ConflictLine, devices: KnownDevices): readonly [Party, Party] => {
  const [one, other] = sidesAtFirst(line, devices)
  const partyOf = (own: Side, against: Side): Party => ({
    name: own.name,
    isThisDevice: own.isThisDevice,
    pick: (asked) => {
      const [first, second] = sidesAtFirst(asked, devices)
      if (isFrom(first, own) || isFrom(second, against)) return first
      return isFrom(second, own) || isFrom(first, against) ? second : first
    },
  })
  return [partyOf(one, other), partyOf(other, one)]
}

const isFrom = (side: Side, device: Side): boolean =>
  side.deviceId === null
    ? device.deviceId === null
    : side.deviceId === device.deviceId || (side.isThisDevice && device.isThisDevice)

/** Others that the same two devices disagree about in the same way. */
export const similarTo = (
  line: ConflictLine,
  others: readonly ConflictLine[],
  devices: KnownDevices,
): readonly ConflictLine[] => {
  const pair = pairOf(line, devices)
  return others.filter(
    (other) =>
      other.id !== line.id &&
      other.ofEntity === line.ofEntity &&
      other.field === line.field &&
      pairOf(other, devices) === pair,
  )
}

/** In each of them the side of the same device, or of the same value where it is not about words. */
export const sameSide = (side: Side, line: ConflictLine, devices: KnownDevices): Side => {
  const sides = sidesAtFirst(line, devices)
  const same = (one: Side): boolean =>
    typeof side.value === 'boolean' ? one.value === side.value : isFrom(one, side)
  return sides.find(same) ?? sides.find(({ choice }) => choice === side.choice) ?? sides[0]
}
