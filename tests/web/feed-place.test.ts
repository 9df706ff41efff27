/** Where a chat opens, what is new in it, and over which messages a day begins. */

import { describe, expect, test } from 'vitest'
import type { MessageView } from '../../db/device/messages.ts'
import {
  countNew,
  isDayShown,
  openingOf,
  rowOf,
  type ReadPlace,
} from '../../web/chats/feed-place.ts'
import { keepPlace, readPlace, forgetPlaces } from '../../web/chats/place-shelf.ts'
import { messageId } from '../device/device.ts'

type Placed = Pick<MessageView, 'id' | 'versions' | 'timestamp'>

const NOON = new Date(2026, 10, 23, 12).getTime()
const HOUR = 3_600_000

const message = (id: string, timestamp = NOON): Placed => ({
  id: messageId(id),
  versions: [messageId(id)],
  timestamp,
})
const five = ['a', 'b', 'c', 'd', 'e'].map((id) => message(id))
const seen = (id: string): ReadPlace => ({ seenId: messageId(id) })

describe('a chat opens', () => {
  test('at the message its address names, with a little of what stands before', () => {
    expect(openingOf(five, 'b', seen('e'))).toEqual({ kind: 'row', at: 1, offsetPx: -48 })
  })

  test('where it was left, to the pixel', () => {
    const place = { ...seen('e'), top: { messageId: messageId('c'), offsetPx: 37 } }

    expect(openingOf(five, undefined, place)).toEqual({ kind: 'row', at: 2, offsetPx: 37 })
  })

  test('at the first message that came since, where it was left at its end', () => {
    expect(openingOf(five, undefined, seen('c'))).toEqual({ kind: 'row', at: 3, offsetPx: -48 })
  })

  test('at its end where all was read, nothing is known, or it was left on another branch', () => {
    expect(openingOf(five, undefined, seen('e'))).toEqual({ kind: 'end' })
    expect(openingOf(five, undefined, null)).toEqual({ kind: 'end' })
    expect(openingOf(five, undefined, seen('elsewhere'))).toEqual({ kind: 'end' })
    expect(openingOf([], 'b', null)).toEqual({ kind: 'end' })
  })
})

test('new is what stands behind the last message that was seen', () => {
  expect(countNew(five, 'b')).toBe(3)
  expect(countNew(five, 'e')).toBe(0)
  expect(countNew(five, 'elsewhere')).toBe(0)
})

test('all versions of a message are one row', () => {
  const versions = [messageId('a'), messageId('a2')]

  expect(rowOf({ id: messageId('a2'), versions })).toBe(rowOf({ id: messageId('a'), versions }))
})

test('a day is named over its first message, today over none but the first after another day', () => {
  const days = [message('a', NOON - 24 * HOUR), message('b', NOON), message('c', NOON + HOUR)]

  expect(days.map((_, at) => isDayShown(days, at, NOON + HOUR))).toEqual([true, true, false])
  expect(isDayShown(days.slice(1), 0, NOON + HOUR)).toBe(false)
})

describe('the places where chats were left', () => {
  const shelfOf = () => {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
  }
  const place = { ...seen('e'), top: { messageId: messageId('c'), offsetPx: 37 } }

  test('are found again by chat and person, and forgotten with the person', () => {
    const shelf = shelfOf()
    keepPlace(shelf, { databaseName: 'one', chatId: 'x', place })
    keepPlace(shelf, { databaseName: 'one', chatId: 'y', place: seen('a') })

    expect(readPlace(shelf, 'one', 'x')).toEqual(place)
    expect(readPlace(shelf, 'one', 'y')).toEqual(seen('a'))
    expect(readPlace(shelf, 'two', 'x')).toBeNull()
    forgetPlaces(shelf, 'one')
    expect(readPlace(shelf, 'one', 'x')).toBeNull()
  })

  test('are as many as a person comes back to; those left longest ago go', () => {
    const shelf = shelfOf()
    for (let at = 0; at < 250; at += 1)
      keepPlace(shelf, { databaseName: 'one', chatId: `chat ${at}`, place })

    expect(readPlace(shelf, 'one', 'chat 249')).toEqual(place)
    expect(readPlace(shelf, 'one', 'chat 50')).toEqual(place)
    expect(readPlace(shelf, 'one', 'chat 49')).toBeNull()
  })

  test('that cannot be read are none', () => {
    const shelf = { ...shelfOf(), getItem: () => '{"broken' }

    expect(readPlace(shelf, 'one', 'x')).toBeNull()
  })
})
