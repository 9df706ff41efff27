/** A message's delivery state only ever goes forwards. */

import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  nextMessageState,
  type MessageSighting,
  type MessageState,
} from '../../web/chats/message-state.ts'

const table: Record<MessageState, Record<MessageSighting, MessageState>> = {
  saved: {
    queued: 'saved',
    'held-up': 'waiting',
    'in-request': 'sending',
    refused: 'failed',
    'tried-again': 'waiting',
    answered: 'synced',
  },
  waiting: {
    queued: 'waiting',
    'held-up': 'waiting',
    'in-request': 'sending',
    refused: 'failed',
    'tried-again': 'waiting',
    answered: 'synced',
  },
  sending: {
    queued: 'sending',
    'held-up': 'waiting',
    'in-request': 'sending',
    refused: 'failed',
    'tried-again': 'waiting',
    answered: 'synced',
  },
  failed: {
    queued: 'failed',
    'held-up': 'failed',
    'in-request': 'failed',
    refused: 'failed',
    'tried-again': 'waiting',
    answered: 'synced',
  },
  synced: {
    queued: 'synced',
    'held-up': 'synced',
    'in-request': 'synced',
    refused: 'synced',
    'tried-again': 'synced',
    answered: 'synced',
  },
}

const sightings = Object.keys(table.saved).filter(
  (key): key is MessageSighting => key in table.saved,
)
const states = Object.keys(table).filter((key): key is MessageState => key in table)

describe('the state of a message', () => {
  it.each(states)('follows the table from %s', (state) => {
    for (const seen of sightings) expect(nextMessageState(state, seen)).toBe(table[state][seen])
  })

  it('[V1] never leaves "synced", whatever is seen afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...sightings)), (later) => {
        const end = later.reduce(nextMessageState, nextMessageState('saved', 'answered'))

        expect(end).toBe('synced')
      }),
    )
  })
})
