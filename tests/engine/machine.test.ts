/** The machine: every state under every event, without a gap. */

import { describe, expect, test } from 'vitest'
import { fault } from '../../db/protocol/fault.ts'
import { isUnderWay, next, type Event, type State } from '../../sw/engine/machine.ts'

type StateKind = State['kind']
type EventKind = Event['kind']

const before = fault('unavailable')
const after = fault('rate_limited')

const states: Readonly<{ [Kind in StateKind]: State }> = {
  idle: { kind: 'idle' },
  pushing: { kind: 'pushing' },
  pulling: { kind: 'pulling' },
  recovering: { kind: 'recovering', fault: before },
  waiting: { kind: 'waiting', fault: before, retryAt: 1 },
  stopped: { kind: 'stopped', fault: before },
}

const events: Readonly<{ [Kind in EventKind]: Event }> = {
  push: { kind: 'push' },
  pull: { kind: 'pull' },
  fork: { kind: 'fork', fault: after },
  fail: { kind: 'fail', fault: after, retryAt: 2 },
  refuse: { kind: 'refuse', fault: after },
  settle: { kind: 'settle' },
  interrupt: { kind: 'interrupt' },
  reset: { kind: 'reset' },
}

const IDLE: State = { kind: 'idle' }
const PUSHING: State = { kind: 'pushing' }
const PULLING: State = { kind: 'pulling' }
const RECOVERING: State = { kind: 'recovering', fault: after }
const WAITING: State = { kind: 'waiting', fault: after, retryAt: 2 }
const STOPPED: State = { kind: 'stopped', fault: after }

const fromRest = { push: PUSHING, pull: PULLING, fail: WAITING, refuse: STOPPED, reset: IDLE }
const fromWork = {
  push: PUSHING,
  pull: PULLING,
  fork: RECOVERING,
  fail: WAITING,
  refuse: STOPPED,
  settle: IDLE,
  interrupt: IDLE,
}

/** A missing cell does not compile. */
const table: Readonly<Record<StateKind, Record<EventKind, State>>> = {
  idle: { ...fromRest, fork: IDLE, settle: IDLE, interrupt: IDLE },
  pushing: { ...fromWork, reset: PUSHING },
  pulling: { ...fromWork, reset: PULLING },
  recovering: { ...fromWork, reset: states.recovering },
  waiting: {
    ...fromRest,
    fork: states.waiting,
    settle: states.waiting,
    interrupt: states.waiting,
  },
  stopped: {
    push: states.stopped,
    pull: states.stopped,
    fork: states.stopped,
    fail: states.stopped,
    refuse: STOPPED,
    settle: states.stopped,
    interrupt: states.stopped,
    reset: IDLE,
  },
}

describe('the machine', () => {
  for (const state of Object.values(states))
    for (const event of Object.values(events))
      test(`goes from ${state.kind} by ${event.kind} to ${table[state.kind][event.kind].kind}`, () => {
        expect(next(state, event)).toEqual(table[state.kind][event.kind])
      })

  test('[F1] no fault leaves it without a way back to rest', () => {
    const kinds = Object.values(states).map((state) =>
      next(next(state, events.interrupt), events.reset),
    )

    expect(new Set(kinds.map((state) => state.kind))).toEqual(new Set(['idle']))
  })

  test('is under way exactly while a request or a recovery is', () => {
    const kinds = Object.values(states)
      .filter(isUnderWay)
      .map((state) => state.kind)

    expect(kinds).toEqual(['pushing', 'pulling', 'recovering'])
  })
})
