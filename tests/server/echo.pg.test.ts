/** A device that stands at the head is answered with what it wrote, without another look: the same as a page. */

import { expect, test } from 'vitest'
import { onBoth } from './both-databases.ts'
import { counting } from './counting.ts'
import {
  append,
  chatCreate,
  chatSet,
  createPen,
  createTwin,
  id,
  NOON,
  outcomes,
  rowsIn,
} from './pen.ts'

onBoth((db) => {
  test('[V1] an echo says what the page of the same cursor says, letter for letter', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    const [old, chat, message] = [id(), id(), id()]
    await pen.send([pen.change(chatCreate(old, 'ünï "quoted" \\ \u2028'))])
    const cursor = pen.cursor
    counted.take()

    const reply = await pen.send([
      pen.change(chatCreate(chat), NOON - 5000),
      pen.change(append(chat, message, { metadata: { z: 1.5, a: [1e30, 'é'] }, model: 'm' })),
      pen.change(append(chat, id(), { parentId: message, status: 'streaming', timestamp: 7 })),
      pen.change(chatSet(old, 'title', 'later')),
      pen.change(append(old, id(), { role: 'tool', content: '😀 \t\n' })),
      pen.change(chatSet(chat, 'pinned', true)),
    ])
    const trips = counted.take()
    const page = (await pen.send([], { cursor })).page

    expect(trips[1]).toEqual(['write-echo', 'commit'])
    expect(reply.page).toEqual(page)
    expect(reply.page).toMatchObject({ rowCount: 5, hasMore: false })
  })

  test('[V1] rows that are told as they are written need not be read, and are the same letters', async () => {
    const counted = counting(db())
    const pen = createPen(() => counted.database)
    await pen.send([pen.change(chatCreate(id()))])
    const cursor = pen.cursor
    counted.take()
    const chat = id()
    const controls = Array.from({ length: 31 }, (_, at) => String.fromCodePoint(at + 1)).join('')

    const reply = await pen.send([
      pen.change(chatCreate(chat, `${controls}\u007f</ü\u2028`), NOON - 5000),
      ...[0, 1, 999, 1_700_000_000_001, 253_402_300_799_999].map((timestamp) =>
        pen.change(append(chat, id(), { timestamp, content: `"\\/😀\ufffe${controls}` })),
      ),
      pen.change(append(chat, id(), { role: 'tool', model: 'm"', status: 'failed' })),
    ])
    const trips = counted.take()
    const page = (await pen.send([], { cursor })).page

    expect(trips[1]).toEqual(['write-plain', 'commit'])
    expect(reply.page).toEqual(page)
    expect(reply.page).toMatchObject({ rowCount: 7, hasMore: false })
  })

  test('[V1] a moment that the database cannot keep to the millisecond is told as it is kept', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const cursor = pen.cursor

    const reply = await pen.send([
      pen.change(append(chat, id(), { timestamp: 8_639_999_999_999_001 })),
      pen.change(append(chat, id(), { timestamp: -62_135_596_800_001 })),
    ])
    const page = (await pen.send([], { cursor })).page

    expect(reply.page).toEqual(page)
    expect(reply.page.rowCount).toBe(2)
  })

  test('what does not fit into the page, or is not all that is new, is no echo', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const twin = await createTwin(db, pen)

    const cut = await pen.send(
      Array.from({ length: 3 }, () => pen.change(append(chat, id()))),
      { limit: 2 },
    )
    await pen.pull()
    const behind = await twin.send([twin.change(append(chat, id()))])
    const large = await pen.send(
      Array.from({ length: 5 }, () =>
        pen.change(append(chat, id(), { content: 'x'.repeat(250_000) })),
      ),
    )

    expect(cut.page).toMatchObject({ rowCount: 2, hasMore: true, left: 1 })
    expect(rowsIn(behind).map(({ revision }) => revision)).toEqual([2, 3, 4, 5])
    expect(large.page).toMatchObject({ hasMore: true })
  })

  test('[I1] where nothing was new there is no new head, and the old one is told', async () => {
    const pen = createPen(db)
    const change = pen.change(chatCreate(id()))
    const first = await pen.send([change])

    const again = await pen.send([change])
    const upload = await pen.send([change], { direction: 'upload' })

    expect([outcomes(again), outcomes(upload)]).toEqual([['duplicate'], ['duplicate']])
    expect([again.head, upload.head]).toEqual([first.head, first.head])
    expect(again.page).toMatchObject({ rowCount: 0, hasMore: false })
  })
})
