/** How many statements a round takes: the same for one change and for five hundred. */

import { expect, test } from 'vitest'
import { counting } from './counting.ts'
import { onBoth } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, id } from './pen.ts'

onBoth((db) => {
  test('[Q1] a round with 500 changes takes the same four statements as one with a single change', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    const chat = id()
    await pen.pull()
    counted.take()

    await pen.send([pen.change(chatCreate(chat))])
    const one = counted.take()
    await pen.send(Array.from({ length: 500 }, () => pen.change(append(chat, id()))))
    const many = counted.take()

    expect(one).toEqual([
      ['begin', 'enter', 'lock', 'load-plain'],
      ['write-plain', 'commit'],
    ])
    expect(many).toEqual(one)
  })

  test('[Q1] a push of any kind takes four statements in two trips, and an upload reads no page', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    const [chat, message] = [id(), id()]
    await pen.send([pen.change(chatCreate(chat)), pen.change(append(chat, message))])
    const deleted = { kind: 'message.set', messageId: message, field: 'deleted', value: true }
    counted.take()

    await pen.send([pen.change({ ...deleted, base: null })])
    const patch = counted.take()
    await pen.send([pen.change(chatSet(chat, 'title', 'x'))], { cursor: '0' })
    const behind = counted.take()
    await pen.send([pen.change(append(chat, id()))], { direction: 'upload' })
    const upload = counted.take()

    const begin = ['begin', 'enter', 'lock', 'load-plain']
    expect(patch).toEqual([begin, ['write', 'page-after-round', 'commit']])
    expect(behind).toEqual([begin, ['write-plain', 'page-after-round', 'commit']])
    expect(upload).toEqual([begin, ['write-plain', 'commit']])
  })

  test('[Q1] a round without changes reads once, and writes only when there is something to note', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    await pen.send([pen.change(chatCreate(id()))])
    counted.take()

    await pen.send([])
    const first = counted.take()
    await pen.send([])
    const idle = counted.take()

    expect(first).toEqual([
      ['enter', 'page-after-round'],
      ['enter', 'touch'],
    ])
    expect(idle).toEqual([['enter', 'page-after-round']])
  })
})
