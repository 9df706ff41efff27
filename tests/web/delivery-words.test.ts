/** What is said under a message about its way to the cloud. */

import { describe, expect, test } from 'vitest'
import { deliveryWords } from '../../web/chats/delivery-words.ts'
import type { MessageState } from '../../web/chats/message-state.ts'

const NOW = 1_800_000_000_000
const fresh = { position: null, state: 'waiting' } as const
const telling = { message: fresh, isNewest: true, retryAt: null, now: NOW }

const textOf = (state: MessageState, more: object = {}) =>
  deliveryWords({ ...telling, state, ...more })?.text

describe('under a message stands', () => {
  test('nothing while it was only just written', () => {
    expect(textOf('saved')).toBeUndefined()
  })

  test('that it waits, and from a failed attempt on when the next one is', () => {
    expect(textOf('waiting')).toBe('Waiting to send')
    expect(textOf('waiting', { retryAt: NOW + 27_400 })).toBe('Retrying in 28 s')
    expect(textOf('waiting', { retryAt: NOW - 1 })).toBe('Retrying now')
    expect(deliveryWords({ ...telling, state: 'waiting', retryAt: NOW })?.isRetrying).toBe(true)
  })

  test('that it is sent, and why it was not', () => {
    expect(textOf('sending')).toBe('Sending…')
    expect(textOf('failed')).toBe('Not sent.')
    const fault = { code: 'rejected', message: 'It is too long.' }
    expect(textOf('failed', { message: { ...fresh, fault } })).toBe('Not sent. It is too long.')
  })

  test('that it has arrived, on the newest alone', () => {
    expect(textOf('synced')).toBe('Synced')
    expect(textOf('synced', { isNewest: false })).toBeUndefined()
  })

  test('that it is only on this device, on the newest alone', () => {
    const message = { position: null, state: 'held' } as const
    expect(textOf('saved', { message })).toBe('Only on this device')
    expect(textOf('saved', { message, isNewest: false })).toBeUndefined()
  })

  test('that what was done to it since waits, where the server has the message', () => {
    expect(textOf('synced', { message: { position: 4, state: 'waiting' } })).toBe('Edit waiting')
    expect(textOf('synced', { message: { position: 4, state: 'answered' } })).toBe('Synced')
  })
})
