/** How many statements a round takes: the same for one change and for five hundred. */

import { expect, test } from 'vitest'
import { counting } from './counting.ts'
import { onBoth } from './both-databases.ts'
import { append, chatCreate, createPen, id } from './pen.ts'

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

    expect(one).toEqual(['enter', 'lock', 'load', 'write', 'page-after-round'])
    expect(many).toEqual(one)
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

    expect(first).toEqual(['enter', 'page-after-round', 'touch'])
    expect(idle).toEqual(['enter', 'page-after-round'])
  })
})
