/** What stands after the messages of a chat while a reply is on its way, and where one is missing. */

import { describe, expect, it } from 'vitest'
import type { Reply } from '../../web/assistant/reply.ts'
import { cutAfter, footOf, isRead } from '../../web/chats/reply-foot.ts'
import { chatId, messageId } from '../device/device.ts'

const NOW = 1_800_000_000_000

type Role = 'user' | 'assistant'

const message = (id: string, role: Role) => ({
  id: messageId(id),
  role,
  state: 'synced' as const,
  timestamp: NOW - 60_000,
})

const BRANCH = [message('q', 'user'), message('a', 'assistant'), message('next', 'user')]

const streamed = {
  chatId: chatId('k'),
  messageId: messageId('new'),
  parentId: messageId('q'),
  text: 'So far',
  model: null,
  startedAt: NOW,
}
const running: Reply = { kind: 'running', ...streamed }
const landed: Reply = { kind: 'landed', ...streamed }
const facts = { messages: BRANCH, reply: null, isPossible: true, now: NOW }

describe('while a reply is on its way', () => {
  it('the branch ends where it stands, until the list has it as a message', () => {
    const withIt = [message('q', 'user'), message('new', 'assistant')]

    expect(cutAfter(BRANCH, running).map(({ id }) => id)).toEqual(['q'])
    expect(cutAfter(BRANCH, landed).map(({ id }) => id)).toEqual(['q'])
    expect(cutAfter(withIt, landed)).toBe(withIt)
    expect(isRead(withIt, landed)).toBe(true)
    expect(cutAfter(BRANCH, null)).toBe(BRANCH)
  })

  it('stands after the messages, also when another tab writes it', () => {
    expect(footOf({ ...facts, reply: running })).toEqual({ kind: 'streamed' })
    expect(footOf({ ...facts, reply: landed })).toEqual({ kind: 'streamed' })
    expect(footOf({ ...facts, reply: { ...streamed, kind: 'elsewhere' } })).toEqual({
      kind: 'elsewhere',
      text: 'So far',
    })
  })
})

describe('where a reply is missing', () => {
  it('says why', () => {
    const { chatId: id, parentId } = streamed
    const failed: Reply = { kind: 'failed', chatId: id, parentId, text: '', words: 'Wait.' }

    expect(footOf({ ...facts, reply: failed })).toMatchObject({ kind: 'none', words: 'Wait.' })
    expect(cutAfter(BRANCH, failed)).toBe(BRANCH)
  })

  it('offers one after what the person said last, where somebody answers', () => {
    const answered = BRANCH.slice(0, 2)

    expect(footOf(facts)).toEqual({ kind: 'askable', parentId: 'next' })
    expect(footOf({ ...facts, messages: answered })).toBe(undefined)
    expect(footOf({ ...facts, messages: [] })).toBe(undefined)
    expect(footOf({ ...facts, isPossible: false })).toBe(undefined)
  })

  it('leaves another device that has just sent it a moment to ask', () => {
    const theirs = [{ ...message('q', 'user'), timestamp: NOW - 2_000 }]
    const ours = [{ ...message('q', 'user'), timestamp: NOW - 2_000, state: 'waiting' as const }]

    expect(footOf({ ...facts, messages: theirs })).toBe(undefined)
    expect(footOf({ ...facts, messages: theirs, now: NOW + 20_000 })).toMatchObject({
      kind: 'askable',
    })
    expect(footOf({ ...facts, messages: ours })).toMatchObject({ kind: 'askable' })
  })
})
