/** The two values of a conflict, each with the device that it truly came from. Pure. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import type { Clock } from '../../db/protocol/clock.ts'
import type { ConflictChoice } from '../../db/protocol/conflict.ts'

/** What is known of devices: the ids that this one has had, and the names by which a person knows them. */
export interface KnownDevices {
  readonly own: ReadonlySet<string>
  readonly names: ReadonlyMap<string, string>
  /** What this device is called elsewhere. */
  readonly ownName: string
}

export interface Side {
  /** What is answered by keeping it. */
  readonly choice: ConflictChoice
  readonly value: unknown
  /** In server time (ms); null where nobody set it since the row was made. */
  readonly at: number | null
  readonly deviceId: string | null
  readonly isThisDevice: boolean
  /** "This device", "Pixel 8"; the two of a conflict are never called the same. */
  readonly name: string
  /** The same within a sentence and in what other devices see as well: "Firefox on Linux", "another device". */
  readonly properName: string
}

export type Sides = readonly [Side, Side]

/** This device first, else what stands; by whose clock set it, never by which of them won. */
export const sidesOf = (line: ConflictLine, devices: KnownDevices): Sides => {
  const { lost, lostDeviceId, writer } = line
  const { value, clock } = standingOf(line)
  const stands = sideOf('kept', value, { clock: clock ?? writer, devices })
  const other = sideOf('lost', lost.value, {
    clock: lost.clock,
    deviceId: lostDeviceId,
    devices,
  })
  const pair: Sides = other.isThisDevice && !stands.isThisDevice ? [other, stands] : [stands, other]
  return toldApart(pair)
}

/** As whoever wrote it first: to put a value back is not to write it. */
const standingOf = ({ standing, kept }: ConflictLine): ConflictLine['standing'] =>
  standing.value === kept.value ? kept : standing

/** The same as they were when the conflict arose, whatever has become of it. */
export const sidesAtFirst = (line: ConflictLine, devices: KnownDevices): Sides =>
  sidesOf({ ...line, standing: line.kept }, devices)

interface Origin {
  readonly clock: Pick<Clock, 'at' | 'deviceId'> | null
  readonly deviceId?: string | null
  readonly devices: KnownDevices
}

const sideOf = (choice: ConflictChoice, value: unknown, origin: Origin): Side => {
  const { clock, devices } = origin
  const deviceId = clock?.deviceId ?? origin.deviceId ?? null
  return {
    choice,
    value,
    at: clock?.at ?? null,
    deviceId,
    isThisDevice: deviceId !== null && devices.own.has(deviceId),
    ...namesOf(deviceId, devices),
  }
}

export const namesOf = (
  deviceId: string | null,
  { own, names, ownName }: KnownDevices,
): Pick<Side, 'name' | 'properName'> => {
  if (deviceId !== null && own.has(deviceId)) return { name: 'This device', properName: ownName }
  const known = deviceId === null ? undefined : names.get(deviceId)
  return known === undefined
    ? { name: 'Another device', properName: 'another device' }
    : { name: known, properName: known }
}

/** Two devices of one name, two that nobody knows, or one that wrote both before and after it was renewed. */
const toldApart = ([one, other]: Sides): Sides => {
  if (one.name !== other.name) return [one, other]
  if (one.name === 'Another device')
    return [
      { ...one, name: 'One device' },
      { ...other, name: 'Another device' },
    ]
  return [
    { ...one, name: `${one.name}, shown now` },
    { ...other, name: `${other.name}, the other` },
  ]
}
