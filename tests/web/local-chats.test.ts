/** Chats that were written before signing in are spoken of until an account has them. */

import { afterEach, describe, expect, it } from 'vitest'
import {
  askAboutLocalChats,
  localChats,
  noteLocalChats,
  stopAsking,
} from '../../web/session/local-chats.ts'

const three = { chats: 3, messages: 7, bytes: 70, drafts: 0, titles: ['One', 'Two', 'Three'] }

afterEach(() => {
  stopAsking()
  noteLocalChats(null)
})

describe('chats that no account has', () => {
  it('stay known after the person said no', () => {
    noteLocalChats(three)
    askAboutLocalChats()

    stopAsking()

    expect(localChats()).toEqual({ found: three, isAsking: false })
  })

  it('are asked about with the number there is now', () => {
    noteLocalChats(three)
    askAboutLocalChats()

    noteLocalChats({ ...three, chats: 2 })

    expect(localChats()).toEqual({ found: { ...three, chats: 2 }, isAsking: true })
  })

  it('are not spoken of once there are none, and nothing is asked any more', () => {
    noteLocalChats(three)
    askAboutLocalChats()

    noteLocalChats({ ...three, chats: 0 })

    expect(localChats()).toEqual({ found: null, isAsking: false })
  })
})
