/** What is being typed outlives a reload that comes before the database has it. */

import { describe, expect, it } from 'vitest'
import {
  forgetMirrors,
  mirror,
  mirrorKey,
  readMirror,
  settleMirror,
} from '../../web/chats/draft-mirror.ts'

/** As much of a browser's storage as a mirror uses; `isFull` refuses whatever is put in. */
const createShelf = ({ isFull = false } = {}) => {
  const held = new Map<string, string>()
  return {
    get length() {
      return held.size
    },
    key: (at: number) => [...held.keys()][at] ?? null,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError')
      held.set(key, value)
    },
    removeItem: (key: string) => void held.delete(key),
  }
}

const KEY = mirrorKey('chat_owner', 'new')

describe('the mirror of a draft', () => {
  it.each(['half a thought', 'two\nlines\n', '', '  12 spaces and a number', 'שלום 🙂'])(
    'gives %j back as it was typed',
    (text) => {
      const shelf = createShelf()

      mirror(shelf, KEY, { text, updatedAt: 7 })

      expect(readMirror(shelf, KEY)).toEqual({ text, updatedAt: 7 })
    },
  )

  it('knows of nothing where nothing was typed', () => {
    expect(readMirror(createShelf(), KEY)).toBeNull()
  })

  it('lets go of what is stored, and not of what was typed meanwhile', () => {
    const shelf = createShelf()
    mirror(shelf, KEY, { text: 'stored and more', updatedAt: 8 })

    settleMirror(shelf, KEY, { text: 'stored', updatedAt: 7 })
    expect(readMirror(shelf, KEY)?.text).toBe('stored and more')

    settleMirror(shelf, KEY, { text: 'stored and more', updatedAt: 8 })
    expect(readMirror(shelf, KEY)).toBeNull()
  })

  it('forgets every text of one database and none of another', () => {
    const shelf = createShelf()
    const other = mirrorKey('chat_owner2', 'new')
    for (const key of [KEY, mirrorKey('chat_owner', 'c1'), other])
      mirror(shelf, key, { text: 'private', updatedAt: 1 })

    forgetMirrors(shelf, 'chat_owner')

    expect(shelf.length).toBe(1)
    expect(readMirror(shelf, other)?.text).toBe('private')
  })

  it('leaves no older text behind where the storage is full', () => {
    const shelf = createShelf()
    mirror(shelf, KEY, { text: 'old', updatedAt: 1 })
    const full = { ...createShelf({ isFull: true }), removeItem: shelf.removeItem }

    mirror(full, KEY, { text: 'new', updatedAt: 2 })

    expect(readMirror(shelf, KEY)).toBeNull()
  })
})
