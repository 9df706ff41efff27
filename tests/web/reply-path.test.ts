/** What whoever answers is shown: the branch to the message, within a budget. */

import { describe, expect, it } from 'vitest'
import { MAX_ASKED_MESSAGES } from '../../db/protocol/limits.ts'
import { messageId } from '../device/device.ts'
import { pathTo } from '../../web/assistant/path.ts'

type Role = 'system' | 'user' | 'assistant' | 'tool'

const say = (id: string, role: Role, content: string) => ({ id: messageId(id), role, content })

const textsOf = (messages: readonly { readonly content: string }[]): readonly string[] =>
  messages.map(({ content }) => content.slice(0, 8))

describe('the path to a message', () => {
  it('ends with it, oldest first, and holds nothing but role and content', () => {
    const branch = [
      say('a', 'user', 'one'),
      say('b', 'assistant', 'two'),
      say('c', 'user', 'three'),
    ]

    expect(pathTo([...branch, say('d', 'assistant', 'four')], 'c')).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three' },
    ])
  })

  it('leaves out what tools said and what says nothing', () => {
    const branch = [say('a', 'tool', '{}'), say('b', 'assistant', ' \n'), say('c', 'user', 'x')]

    expect(textsOf(pathTo(branch, 'c'))).toEqual(['x'])
  })

  it('loses its oldest part where it is long, but not what the system said', () => {
    const long = 'x'.repeat(90 * 1024)
    const branch = [
      say('s', 'system', 'be brief'),
      say('a', 'user', `oldest  ${long}`),
      say('b', 'assistant', `older   ${long}`),
      say('c', 'assistant', `recent  ${long}`),
      say('d', 'user', 'newest'),
    ]

    expect(textsOf(pathTo(branch, 'd'))).toEqual(['be brief', 'older   ', 'recent  ', 'newest'])
  })

  it('leaves no gap: what is older than the first that does not fit stays out', () => {
    const branch = [
      say('a', 'user', 'short'),
      say('b', 'assistant', 'x'.repeat(300 * 1024)),
      say('c', 'user', 'newest'),
    ]

    expect(textsOf(pathTo(branch, 'c'))).toEqual(['newest'])
  })

  it('is measured as it travels, and always holds the message itself', () => {
    const quotes = '"'.repeat(110 * 1024)
    const branch = [say('a', 'user', quotes), say('b', 'user', 'x'.repeat(250 * 1024))]

    expect(textsOf(pathTo([...branch, say('c', 'user', 'y')], 'c'))).toEqual(['y'])
    expect(textsOf(pathTo(branch, 'b'))).toEqual(['xxxxxxxx'])
  })

  it('holds no more messages than may be asked with', () => {
    const branch = Array.from({ length: 2000 }, (_, at) => say(`m${at}`, 'user', `${at}`))

    const path = pathTo(branch, 'm1999')

    expect(path.length).toBe(MAX_ASKED_MESSAGES)
    expect(textsOf(path).at(-1)).toBe('1999')
  })

  it('is empty where the message is not there, or says nothing', () => {
    expect(pathTo([say('a', 'user', 'one')], 'b')).toEqual([])
    expect(pathTo([say('a', 'user', 'one'), say('b', 'user', ' ')], 'b')).toEqual([])
  })
})
