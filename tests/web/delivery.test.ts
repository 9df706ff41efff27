/** What a message shows of its way, from its record and what goes on around it. */

import { describe, expect, it } from 'vitest'
import { messageIdSchema } from '../../db/protocol/ids.ts'
import { deliveryOf, noteTriedAgain, type Surroundings } from '../../web/chats/delivery.ts'

const WRITTEN = Date.UTC(2026, 10, 22)
const calm: Surroundings = { isPushing: false, isHeldUp: false, now: WRITTEN + 100 }

let last = 0
const message = (state: 'synced' | 'waiting' | 'answered' | 'parked') => {
  last += 1
  return { id: messageIdSchema.parse(`m-${last}`), state, timestamp: WRITTEN }
}

describe('the delivery of a message', () => {
  it('says nothing in the first two seconds, then that it waits', () => {
    const one = message('waiting')

    expect(deliveryOf(one, calm)).toBe('saved')
    expect(deliveryOf(one, { ...calm, now: WRITTEN + 3000 })).toBe('waiting')
  })

  it('waits at once where nothing can be sent', () => {
    expect(deliveryOf(message('waiting'), { ...calm, isHeldUp: true })).toBe('waiting')
  })

  it('is being sent only while a request is out, and only when that takes a while', () => {
    const pushing = { ...calm, isPushing: true }

    expect(deliveryOf(message('waiting'), pushing)).toBe('saved')
    expect(deliveryOf(message('waiting'), { ...pushing, now: WRITTEN + 1500 })).toBe('sending')
  })

  it('is synced as soon as the server has answered, before its row is back', () => {
    expect(deliveryOf(message('answered'), calm)).toBe('synced')
    expect(deliveryOf(message('synced'), calm)).toBe('synced')
  })

  it('[V1] stays synced when an older record is read afterwards', () => {
    const one = message('waiting')
    deliveryOf(one, calm)
    deliveryOf({ ...one, state: 'answered' }, calm)

    expect(deliveryOf(one, { ...calm, isHeldUp: true })).toBe('synced')
  })

  it('[N3] stays failed until the person tries again', () => {
    const one = message('parked')
    expect(deliveryOf(one, calm)).toBe('failed')
    expect(deliveryOf({ ...one, state: 'waiting' }, calm)).toBe('failed')

    noteTriedAgain(one.id)

    expect(deliveryOf({ ...one, state: 'waiting' }, calm)).toBe('waiting')
  })

  it('[T1] is not hidden by a clock that was set back', () => {
    const setBack = { ...calm, now: WRITTEN - 3_600_000 }

    expect(deliveryOf(message('waiting'), setBack)).toBe('waiting')
  })
})
