/** The judge alone, over random histories: once only, in order, nothing overwritten unseen. No database. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeIdSchema } from '../../db/protocol/ids.ts'
import type { RawChange } from '../../db/server/judge/touched.ts'
import type { ChatState } from '../../db/server/judge/loaded.ts'
import { createMemoryServer, type MemoryServer } from './memory-server.ts'
import { append, chatCreate, chatSet, NOON } from './pen.ts'

const RUNS = { numRuns: 300, seed: 20_261_122 }
const CHATS = ['chat-a', 'chat-b']
const DEVICES = ['one', 'two', 'three']

/** What a device does; what it sees is decided while the history runs. */
type Act =
  | { readonly kind: 'look' }
  | { readonly kind: 'title'; readonly value: string; readonly age: number }
  | { readonly kind: 'pin'; readonly value: boolean; readonly age: number }
  | { readonly kind: 'append' | 'delete' | 'send' }

interface Move {
  readonly device: string
  readonly chat: string
  readonly act: Act
}

const age = fc.integer({ min: 0, max: 5 })
const actOf: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>({ kind: 'look' }),
  fc.constant<Act>({ kind: 'send' }),
  fc.constant<Act>({ kind: 'append' }),
  fc.constant<Act>({ kind: 'delete' }),
  fc.record({ kind: fc.constant('title' as const), value: fc.uuid(), age }),
  fc.record({ kind: fc.constant('pin' as const), value: fc.boolean(), age }),
)
const moves = fc.array(
  fc.record({ device: fc.constantFrom(...DEVICES), chat: fc.constantFrom(...CHATS), act: actOf }),
  { maxLength: 40 },
)

/** A device that looks at the server now and then, and keeps the changes that it has not sent. */
interface Actor {
  seq: number
  /** By chat and field, the change that it sees. */
  readonly seen: Map<string, string | null>
  /** By chat, how many messages it knows, its own included. */
  readonly known: Map<string, number>
  readonly outbox: RawChange[]
  readonly sent: RawChange[]
}

interface Written {
  readonly changeId: string
  readonly spot: string
  readonly value: unknown
  readonly base: string | null
}

interface World {
  readonly server: MemoryServer
  readonly actors: Map<string, Actor>
  readonly sets: Written[]
}

const createWorld = (): World => {
  const server = createMemoryServer()
  for (const [at, chat] of CHATS.entries())
    server.push('maker', [Object.assign(header(`make-${at}`, at + 1), chatCreate(chat))])
  const actors = new Map(
    DEVICES.map((device) => [
      device,
      { seq: 0, seen: new Map(), known: new Map(), outbox: [], sent: [] },
    ]),
  )
  return { server, actors, sets: [] }
}

const header = (changeId: string, seq: number, old = 0) => ({
  changeId: changeIdSchema.parse(changeId),
  seq,
  editedAt: NOON - old,
})

const write = (actor: Actor, device: string, { body, old = 0 }: { body: object; old?: number }) => {
  actor.seq += 1
  const change = { ...header(`${device}-${actor.seq}`, actor.seq, old), ...body }
  actor.outbox.push(change)
  return change.changeId
}

const setField = (world: World, move: Move, [field, value]: readonly [string, unknown]): void => {
  const actor = actorOf(world, move.device)
  const spot = `${move.chat}.${field}`
  const base = actor.seen.get(spot) ?? null
  const old = 'age' in move.act ? move.act.age : 0
  const change = { body: chatSet(move.chat, field, value, { base }), old }
  const changeId = write(actor, move.device, change)
  actor.seen.set(spot, changeId)
  world.sets.push({ changeId, spot, value, base })
}

const actorOf = (world: World, device: string): Actor => {
  const actor = world.actors.get(device)
  if (actor === undefined) throw new Error(`no device ${device}`)
  return actor
}

/** Sees everything, but where its own unsent edits lie on top. */
const look = (world: World, actor: Actor): void => {
  if (actor.outbox.length > 0) return
  for (const chat of world.server.chats.values()) {
    for (const field of ['title', 'pinned', 'deleted'])
      actor.seen.set(`${chat.id}.${field}`, chat.clocks[field]?.changeId ?? null)
    actor.known.set(chat.id, chat.nextPosition)
  }
}

const act = (world: World, move: Move): void => {
  const { device, chat } = move
  const actor = actorOf(world, device)
  const known = actor.known.get(chat) ?? 0
  switch (move.act.kind) {
    case 'look':
      return look(world, actor)
    case 'send':
      return send(world, device)
    case 'title':
      return setField(world, move, ['title', move.act.value])
    case 'pin':
      return setField(world, move, ['pinned', move.act.value])
    case 'append':
      write(actor, device, { body: append(chat, `m-${device}-${actor.seq}`) })
      actor.known.set(chat, known + 1)
      return
    case 'delete':
      write(actor, device, { body: chatSet(chat, 'deleted', true, { seenMessages: known }) })
  }
}

/** Everything unsent, after a piece of what was sent already, as when an answer was lost. */
const send = (world: World, device: string): void => {
  const actor = actorOf(world, device)
  const batch = [...actor.sent.slice(-3), ...actor.outbox]
  if (batch.length === 0) return
  world.server.push(device, batch)
  world.server.push(device, batch)
  actor.sent.push(...actor.outbox.splice(0))
}

const run = (history: readonly Move[]): World => {
  const world = createWorld()
  for (const move of history) act(world, move)
  for (const device of DEVICES) send(world, device)
  return world
}

const revisionsOf = (server: MemoryServer): readonly number[] =>
  [server.chats, server.messages, server.conflicts].flatMap((rows) =>
    [...rows.values()].map((row) => row.revision),
  )

/** The value that stands in a chat's field, by the change that set it. */
const standing = (server: MemoryServer): ReadonlySet<string> =>
  new Set(
    [...server.chats.values()].flatMap((chat) =>
      Object.values(chat.clocks).map((clock) => clock.changeId),
    ),
  )

const lost = (server: MemoryServer): ReadonlySet<string> =>
  new Set([...server.conflicts.values()].map((conflict) => conflict.lostChangeId ?? ''))

const standingValues = (server: MemoryServer): readonly string[] =>
  [...server.chats.values()].flatMap((chat) => [
    `${chat.id}.title ${chat.title}`,
    `${chat.id}.pinned ${chat.pinned}`,
  ])

const valueOf = (set: Written): string => `${set.spot} ${String(set.value)}`

/** A deletion of the chat whose author knew as many messages as it has. */
const hasCounted = (change: RawChange, chat: ChatState): boolean =>
  change['chatId'] === chat.id &&
  typeof change['seenMessages'] === 'number' &&
  change['seenMessages'] >= chat.nextPosition

describe('any history of three devices', () => {
  test('[N1] gives every row a revision of its own, none above the head', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const { server } = run(history)
        const revisions = revisionsOf(server)
        expect(new Set(revisions).size).toBe(revisions.length)
        expect(Math.max(0, ...revisions)).toBeLessThanOrEqual(server.revision)
      }),
      RUNS,
    )
  })

  test('[I1] ends the same when every batch is sent again at the end', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const { server, actors } = run(history)
        const before = JSON.stringify([[...server.chats], [...server.messages], server.revision])
        for (const [device, actor] of actors)
          for (let from = 0; from < actor.sent.length; from += 3)
            server.push(device, actor.sent.slice(from, from + 5))
        const after = JSON.stringify([[...server.chats], [...server.messages], server.revision])
        expect(after).toBe(before)
      }),
      RUNS,
    )
  })

  test('[O1] takes every change of every device, in its order', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const { server, actors } = run(history)
        for (const [device, actor] of actors) {
          const booked = server.ledger.filter((entry) => entry.deviceId === device)
          expect(booked.map((entry) => entry.changeId)).toEqual(
            actor.sent.map((change) => change.changeId),
          )
        }
      }),
      RUNS,
    )
  })

  test('[K1] keeps every value that was written: it stands, is in a conflict, or someone who saw it replaced it', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const { server, sets } = run(history)
        const kept = new Set([
          ...standing(server),
          ...lost(server),
          ...sets.map((set) => set.base ?? ''),
        ])
        const values = new Set([
          ...standingValues(server),
          ...sets.filter((set) => kept.has(set.changeId)).map(valueOf),
        ])
        expect(sets.filter((set) => !values.has(valueOf(set)))).toEqual([])
      }),
      RUNS,
    )
  })

  test('[K1] records no conflict between edits of one device', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const alone = history
          .map((move) => ({ ...move, device: 'one' }))
          .filter((move) => move.act.kind !== 'delete')
        expect(run(alone).server.conflicts.size).toBe(0)
      }),
      RUNS,
    )
  })

  test('[D1] leaves no message in the trash that the deletion had not counted', () => {
    fc.assert(
      fc.property(moves, (history) => {
        const { server, actors } = run(history)
        const changes = [...actors.values()].flatMap((actor) => actor.sent)
        const unseen = [...server.chats.values()]
          .filter((chat) => chat.isDeleted)
          .filter((chat) => !changes.some((change) => hasCounted(change, chat)))
        expect(unseen).toEqual([])
      }),
      RUNS,
    )
  })
})
