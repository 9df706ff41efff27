/** A streamed answer becomes one immutable message when it ends or is cut, also where its page ends first. */

import { describe, expect, it } from 'vitest'
import { readStreamed } from '../../db/device/streamed.ts'
import { readWindow } from '../../db/device/messages.ts'
import { write } from '../../db/device/write.ts'
import { fault } from '../../db/protocol/fault.ts'
import type { Ask, AskEnd, Question } from '../../web/assistant/ask-end.ts'
import { createReplies, type Replies, type ReplyLocks } from '../../web/assistant/replies.ts'
import { chatId, createDevice, messageId, type TestDevice } from '../device/device.ts'

const CHAT = chatId('k')
const PARENT = messageId('q')
const WHOLE: AskEnd = { kind: 'whole' }

/** Web Locks between the pages of one device; a page that ends lets go of its own. */
const createReplyLocks = () => {
  const held = new Set<string>()
  const queue: (() => void)[] = []
  const page = () => {
    const own = new Set<string>()
    const letGo = (name: string): void => {
      if (own.delete(name)) held.delete(name)
      for (const look of queue.splice(0)) look()
    }
    const locks: ReplyLocks = {
      request: async (name, { ifAvailable = false }, work) => {
        if (held.has(name) && ifAvailable) return work(null)
        while (held.has(name))
          await new Promise<void>((resolve) => {
            queue.push(resolve)
          })
        held.add(name)
        own.add(name)
        try {
          return await work({ name })
        } finally {
          letGo(name)
        }
      },
    }
    return { locks, end: () => [...own].forEach(letGo) }
  }
  return { page }
}

/** Whoever answers, word by word as the test says. */
const createAnswering = () => {
  const questions: Question[] = []
  const ends: ((end: AskEnd) => void)[] = []
  const ask: Ask = (question) => {
    questions.push(question)
    question.onModel('small')
    return new Promise((resolve) => {
      ends.push(resolve)
      question.signal.addEventListener('abort', () => resolve({ kind: 'stopped' }))
    })
  }
  return {
    ask,
    questions,
    say: (text: string) => questions.at(-1)?.onText(text),
    end: (end: AskEnd) => ends.at(-1)?.(end),
  }
}

interface Page {
  readonly replies: Replies
  readonly answering: ReturnType<typeof createAnswering>
  readonly said: readonly string[]
  /** As a crash ends it: nothing of it runs on, and its locks are free. */
  readonly crash: () => void
}

const createPage = (device: TestDevice, { page } = createReplyLocks()): Page => {
  const answering = createAnswering()
  const said: string[] = []
  const { locks, end } = page()
  let isGone = false
  const replies = createReplies({
    database: device.db,
    ask: answering.ask,
    write: (draft) =>
      isGone ? new Promise(() => undefined) : write(device.db, device.deps, draft),
    locks,
    now: device.deps.now,
    newId: device.deps.newId,
    announce: (text) => void said.push(text),
    beforePaint: (act) => void setTimeout(act),
    keepEveryMs: 20,
    landedForMs: 100,
  })
  const crash = (): void => {
    isGone = true
    replies.close()
    end()
  }
  return { replies, answering, said, crash }
}

const createScene = async () => {
  const device = await createDevice()
  await device.write(
    { kind: 'chat.create', chat: { id: CHAT, title: 'k', timestamp: 1 } },
    {
      kind: 'message.append',
      message: {
        id: PARENT,
        chatId: CHAT,
        parentId: null,
        role: 'user',
        content: 'Why?',
        timestamp: 2,
      },
    },
  )
  return { device, ...createPage(device) }
}

const messagesOf = async ({ db }: TestDevice) => {
  const { messages } = await readWindow(db, { chatId: CHAT, limit: 100 })
  return messages.map(({ role, content, status, model, parentId }) => ({
    role,
    content,
    status,
    model,
    parentId,
  }))
}

const reply = (content: string, status: string) => ({
  role: 'assistant',
  content,
  status,
  model: 'small',
  parentId: PARENT,
})

/** Begins asking without waiting for the end. */
const ask = async (page: Pick<Page, 'replies' | 'answering'>): Promise<() => Promise<void>> => {
  const before = page.answering.questions.length
  const over = page.replies.ask({ chatId: CHAT, parentId: PARENT })
  await expect.poll(() => page.answering.questions.length).toBe(before + 1)
  return () => over
}

describe('a reply', () => {
  it('is asked with the branch, shown as it grows, and ends as one message on its way', async () => {
    const { device, replies, answering, said } = await createScene()
    const over = await ask({ replies, answering })

    answering.say('Be')
    answering.say('cause.')
    expect(replies.of(CHAT)).toMatchObject({ kind: 'running', text: 'Because.', model: 'small' })
    answering.end(WHOLE)
    await over()

    expect(answering.questions[0]?.messages).toEqual([{ role: 'user', content: 'Why?' }])
    expect((await messagesOf(device)).slice(1)).toEqual([reply('Because.', 'complete')])
    expect(await device.db.outbox.count()).toBe(3)
    expect(await readStreamed(device.db, CHAT)).toBe(undefined)
    expect(replies.of(CHAT)?.kind).toBe('landed')
    expect(said).toEqual(['Reply started', 'Reply finished, 1 word'])
  })

  it('tells of many pieces once before each picture', async () => {
    const { replies, answering } = await createScene()
    await ask({ replies, answering })
    let told = 0
    replies.watch(() => (told += 1))

    for (let at = 0; at < 100; at += 1) answering.say('x')
    await expect.poll(() => told).toBe(1)

    expect(replies.of(CHAT)).toMatchObject({ text: 'x'.repeat(100) })
  })

  it('is one at a time in a chat', async () => {
    const { replies, answering } = await createScene()
    await ask({ replies, answering })

    await replies.ask({ chatId: CHAT, parentId: PARENT })

    expect(answering.questions.length).toBe(1)
  })

  it('that is stopped keeps what has come, as interrupted', async () => {
    const { device, replies, answering, said } = await createScene()
    const over = await ask({ replies, answering })
    answering.say('Because')

    replies.stop(CHAT)
    await over()

    expect((await messagesOf(device)).slice(1)).toEqual([reply('Because', 'interrupted')])
    expect(said.at(-1)).toBe('Reply stopped, 1 word')
  })

  it('that is stopped before anything came leaves nothing', async () => {
    const { device, replies, answering } = await createScene()
    const over = await ask({ replies, answering })

    replies.stop(CHAT)
    await over()

    expect(await messagesOf(device)).toHaveLength(1)
    expect(replies.of(CHAT)).toBe(null)
    expect(await device.db.drafts.count()).toBe(0)
  })

  it('that fails says why, and keeps what has come', async () => {
    const { device, replies, answering } = await createScene()
    const busy: AskEnd = { kind: 'fault', fault: fault('rate_limited', { message: 'Wait.' }) }
    const first = await ask({ replies, answering })
    answering.end(busy)
    await first()
    expect(replies.of(CHAT)).toMatchObject({ kind: 'failed', words: 'Wait.' })
    expect(await messagesOf(device)).toHaveLength(1)

    const second = await ask({ replies, answering })
    answering.say('Because')
    answering.end(busy)
    await second()

    expect((await messagesOf(device)).slice(1)).toEqual([reply('Because', 'interrupted')])
  })

  it('that has landed is forgotten by itself, and no failure after it', async () => {
    const { replies, answering } = await createScene()
    const first = await ask({ replies, answering })
    answering.say('Because')
    answering.end(WHOLE)
    await first()
    const second = await ask({ replies, answering })
    answering.end({ kind: 'lost' })
    await second()

    await new Promise((resolve) => {
      setTimeout(resolve, 200)
    })
    expect(replies.of(CHAT)).toMatchObject({ kind: 'failed', words: expect.stringMatching(/lost/) })

    const third = await ask({ replies, answering })
    answering.say('Because')
    answering.end(WHOLE)
    await third()
    await expect.poll(() => replies.of(CHAT)).toBe(null)
  })

  it('does not bring a chat back that was deleted meanwhile', async () => {
    const { device, replies, answering } = await createScene()
    const over = await ask({ replies, answering })
    answering.say('Because')
    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'deleted', value: true })

    answering.end(WHOLE)
    await over()

    expect(await messagesOf(device)).toHaveLength(1)
    expect(await device.db.drafts.count()).toBe(0)
  })
})

describe('a page that ends in the middle of a reply', () => {
  const crashed = async () => {
    const device = (await createScene()).device
    const locks = createReplyLocks()
    const first = createPage(device, locks)
    void (await ask(first))
    first.answering.say('Because')
    await expect.poll(async () => (await readStreamed(device.db, CHAT))?.text).toBe('Because')
    return { device, locks, first }
  }

  it('leaves a message at the next start, once, however many pages start', async () => {
    const { device, locks, first } = await crashed()
    first.crash()
    const pages = [createPage(device, locks), createPage(device, locks)]

    await Promise.all(pages.map(({ replies }) => replies.mindAll()))

    expect((await messagesOf(device)).slice(1)).toEqual([reply('Because', 'interrupted')])
    expect(await device.db.drafts.count()).toBe(0)
  })

  it('is waited for as long as it lives', async () => {
    const { device, locks, first } = await crashed()
    const second = createPage(device, locks)
    const minding = second.replies.mindAll()
    first.answering.say(' it is so.')
    first.answering.end(WHOLE)

    await minding

    expect((await messagesOf(device)).slice(1)).toEqual([reply('Because it is so.', 'complete')])
  })

  it('keeps another from asking in the same chat only until then', async () => {
    const { device, locks, first } = await crashed()
    const second = createPage(device, locks)
    await second.replies.ask({ chatId: CHAT, parentId: PARENT })
    expect(second.answering.questions).toEqual([])

    first.crash()
    const over = await ask(second)
    second.answering.say('Again')
    second.answering.end(WHOLE)
    await over()

    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 9 })
    expect(messages.at(-1)).toMatchObject({ content: 'Again', status: 'complete' })
    expect(messages.at(-1)?.versions).toHaveLength(2)
  })

  it('leaves nothing where nothing had come', async () => {
    const { device } = await createScene()
    const locks = createReplyLocks()
    const first = createPage(device, locks)
    void (await ask(first))
    await expect.poll(() => device.db.drafts.count()).toBe(1)
    first.crash()

    await createPage(device, locks).replies.mindAll()

    expect(await messagesOf(device)).toHaveLength(1)
    expect(await device.db.drafts.count()).toBe(0)
  })
})
