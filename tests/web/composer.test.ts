/** What Enter means while writing, what a chat is called after its first message, and how much that is. */

import { describe, expect, it } from 'vitest'
import { messageIdSchema } from '../../db/protocol/ids.ts'
import { titleFrom } from '../../web/chats/chat-title.ts'
import { followTail } from '../../web/chats/use-leaf.ts'
import { isSendKey, type KeyPress } from '../../web/chats/composer-keys.ts'
import { codeIn } from '../../web/session/sign-in-code.ts'
import { deviceName } from '../../web/session/device-name.ts'
import { countWords, sizeWords } from '../../web/ui/count-words.ts'

const enter: KeyPress = {
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
}

const DESK = { isTouch: false, enterKey: 'send' } as const
const TOUCH = { isTouch: true, enterKey: 'send' } as const

describe('Enter in the composer', () => {
  it('sends with a keyboard and makes a line with a touch keyboard', () => {
    expect(isSendKey(enter, DESK)).toBe(true)
    expect(isSendKey(enter, TOUCH)).toBe(false)
  })

  it('makes a line where that was chosen, and then Ctrl or Cmd sends', () => {
    const lines = { ...DESK, enterKey: 'line' } as const
    expect(isSendKey(enter, lines)).toBe(false)
    expect(isSendKey({ ...enter, ctrlKey: true }, lines)).toBe(true)
  })

  it('makes a line with Shift and sends with Ctrl or Cmd everywhere', () => {
    expect(isSendKey({ ...enter, shiftKey: true }, DESK)).toBe(false)
    expect(isSendKey({ ...enter, ctrlKey: true }, TOUCH)).toBe(true)
    expect(isSendKey({ ...enter, metaKey: true }, TOUCH)).toBe(true)
  })

  it('never sends the Enter that picks a word of an input method', () => {
    expect(isSendKey({ ...enter, isComposing: true }, DESK)).toBe(false)
    expect(isSendKey({ ...enter, isComposing: true, ctrlKey: true }, DESK)).toBe(false)
  })
})

describe('the message that is answered next', () => {
  const [base, first, second, other] = ['base', 'first', 'second', 'other'].map((id) =>
    messageIdSchema.parse(id),
  )

  it('[O1] is the one sent last, while the screen still shows an earlier end', () => {
    const tail = { base: base ?? null, sent: [first, second].filter((id) => id !== undefined) }

    expect(followTail(tail, base ?? null)).toBe(tail)
    expect(followTail(tail, first ?? null)).toBe(tail)
    expect(followTail(tail, second ?? null)).toBe(tail)
  })

  it('is the end of the branch on screen once that is another one', () => {
    const tail = { base: base ?? null, sent: [first].filter((id) => id !== undefined) }

    expect(followTail(tail, other ?? null)).toEqual({ base: other, sent: [] })
    expect(followTail(tail, null)).toEqual({ base: null, sent: [] })
  })
})

describe('the title from a first message', () => {
  it('is its first line that says something', () => {
    expect(titleFrom('\n  \n  Trip to Oslo \nin May')).toBe('Trip to Oslo')
  })

  it('is without the marks that make the line a heading, an item or code', () => {
    expect(titleFrom('## Debounce and throttle')).toBe('Debounce and throttle')
    expect(titleFrom('- one\n- two')).toBe('one')
    expect(titleFrom('```ts\nconst a = 1\n```')).toBe('const a = 1')
    expect(titleFrom('#hashtag and -5 degrees')).toBe('#hashtag and -5 degrees')
  })

  it('is cut at a word, or inside a long one, and never inside a character', () => {
    const long = titleFrom('Which of these many trains would be the best one to take to the north?')

    expect(long).toBe('Which of these many trains would be the best one to take to…')
    expect(titleFrom('👩🏽'.repeat(100))).toBe(`${'👩🏽'.repeat(60)}…`)
    expect(titleFrom('x'.repeat(300))).toHaveLength(61)
  })
})

describe('a sign-in code', () => {
  it('is found in the link that carries it, and taken as it is otherwise', () => {
    expect(codeIn('http://localhost:8787/sign-in#code=kTnR-_x \n')).toBe('kTnR-_x')
    expect(codeIn('  kTnR-_x ')).toBe('kTnR-_x')
    expect(codeIn(' ')).toBe('')
  })
})

describe('counts and sizes', () => {
  it('speak of one thing in the singular and group thousands', () => {
    expect(countWords(1, 'change')).toBe('1 change')
    expect(countWords(2310, 'message')).toBe('2,310 messages')
    expect(countWords(0, 'chat')).toBe('0 chats')
  })

  it('choose the unit that fits', () => {
    expect(sizeWords(0)).toBe('0 B')
    expect(sizeWords(812)).toBe('812 B')
    expect(sizeWords(4.1 * 1024 ** 2)).toBe('4.1 MB')
    expect(sizeWords(300 * 1024 ** 3)).toBe('300 GB')
  })
})

describe('the name of a device', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1', 'Safari on iPhone'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox on Linux'],
    ['', 'Browser on this device'],
  ])('tells browser and system apart in "%s"', (agent, name) => {
    expect(deviceName(agent)).toBe(name)
  })
})
