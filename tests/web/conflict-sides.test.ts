/** Whose each value is, and which conflicts arose and are answered together. */

import { describe, expect, it } from 'vitest'
import { conflictId } from '../device/device.ts'
import { mergesOf, sameSide, similarTo } from '../../web/conflicts/merges.ts'
import { sidesOf } from '../../web/conflicts/sides.ts'
import { conflictLine, DEVICES, sidedBy } from './conflict-line.ts'

const namesIn = (more: Parameters<typeof conflictLine>[0]) =>
  sidesOf(conflictLine(more), DEVICES).map(({ name, choice }) => `${name}: ${choice}`)

describe('the sides of a conflict', () => {
  it('are called after whoever set them, whichever of them won', () => {
    expect(namesIn({})).toEqual(['This device: kept', 'Pixel 8: lost'])
    expect(
      namesIn({ standing: sidedBy('pixel', 'Lisbon'), lost: sidedBy('own', 'Porto') }),
    ).toEqual(['This device: lost', 'Pixel 8: kept'])
  })

  it('stay so after an answer was taken back, which sets again what the other had written', () => {
    const again = { ...sidedBy('own', 'Lisbon', 9), value: 'Lisbon' }

    expect(
      namesIn({ kept: sidedBy('pixel', 'Lisbon'), standing: again, lost: sidedBy('own', 'Porto') }),
    ).toEqual(['This device: lost', 'Pixel 8: kept'])
  })

  it('are the same after this device got a new identity', () => {
    expect(namesIn({ standing: sidedBy('former', 'Porto') })[0]).toBe('This device: kept')
  })

  it('name both devices where neither is this one', () => {
    const lost = sidedBy('elsewhere', 'Oslo')

    expect(namesIn({ standing: sidedBy('pixel', 'Lisbon'), lost })).toEqual([
      'Pixel 8: kept',
      'Another device: lost',
    ])
    expect(namesIn({ standing: sidedBy('nowhere', 'Lisbon'), lost })).toEqual([
      'One device: kept',
      'Another device: lost',
    ])
  })

  it('are told apart where two devices have one name', () => {
    const [one, other] = namesIn({
      standing: sidedBy('twin-1', 'Lisbon'),
      lost: sidedBy('twin-2', 'Porto'),
    })

    expect(one).not.toBe(other)
  })

  it('are of what stands now, also where it was changed since', () => {
    const [own] = sidesOf(conflictLine({ standing: sidedBy('own', 'Trip to Oslo') }), DEVICES)

    expect(own.value).toBe('Trip to Oslo')
  })
})

const STEP_MS = 10_000
const line = (id: string, step: number, more: Parameters<typeof conflictLine>[0] = {}) =>
  conflictLine({ id: conflictId(id), createdAt: step * STEP_MS, ...more })
const byPixel = {
  kept: sidedBy('pixel', 'Lisbon'),
  standing: sidedBy('pixel', 'Lisbon'),
  lost: sidedBy('own', 'Porto'),
}
const byOther = { lost: sidedBy('tablet', 'Oslo') }

describe('a merge', () => {
  it('holds what two devices changed apart and brought together at one time', () => {
    const lines = [
      line('a', 0),
      line('b', 1, byPixel),
      line('c', 1, byOther),
      line('d', 2.5),
      line('e', 60),
    ]

    const merges = mergesOf(lines, DEVICES).map((merge) => merge.lines.map(({ id }) => id))

    expect(merges).toEqual([['e'], ['c'], ['d', 'b', 'a']])
  })

  it('is answered from one device, whichever of its values stand', () => {
    const deletion = {
      field: 'deleted',
      kept: { value: false, clock: null },
      standing: { value: false, clock: null },
      lost: sidedBy('pixel', true),
    }
    const lines = [line('a', 0), line('b', 0, byPixel), line('c', 0, deletion)]
    const [merge] = mergesOf(lines, DEVICES)
    const [own, pixel] = merge?.parties ?? []

    expect([own?.name, pixel?.name]).toEqual(['This device', 'Pixel 8'])
    expect(lines.map((one) => own?.pick(one).choice)).toEqual(['kept', 'lost', 'kept'])
    expect(lines.map((one) => pixel?.pick(one).choice)).toEqual(['lost', 'kept', 'lost'])
  })

  it('finds the conflicts that the same choice can answer', () => {
    const one = line('a', 0)
    const others = [
      one,
      line('b', 90, byPixel),
      line('c', 0, byOther),
      line('d', 0, { field: 'deleted' }),
      line('e', 0, { ofEntity: 'folder' }),
    ]

    expect(similarTo(one, others, DEVICES).map(({ id }) => id)).toEqual(['b'])
    const [own, pixel] = sidesOf(one, DEVICES)
    expect(sameSide(own, line('b', 90, byPixel), DEVICES).choice).toBe('lost')
    expect(sameSide(pixel, line('b', 90, byPixel), DEVICES).choice).toBe('kept')
  })

  it('keeps or deletes all where it is about a deletion', () => {
    const deletion = {
      field: 'deleted',
      kept: sidedBy('own', false),
      standing: sidedBy('own', false),
      lost: sidedBy('pixel', true),
    }
    const kept = sidedBy('pixel', true)
    const other = { ...deletion, kept, standing: kept, lost: sidedBy('own', false) }
    const [keep] = sidesOf(line('a', 0, deletion), DEVICES)

    expect(sameSide(keep, line('b', 0, other), DEVICES).value).toBe(false)
  })
})
