/** Breakages of the engine: what it sends again, what it believes, when it waits. */

import { type Breakage, found, histories, unit } from './breakage.ts'

export const onEngine: readonly Breakage[] = [
  {
    name: 'new-ids-on-each-try',
    law: 'I1',
    does: 'a change that is sent again has another id',
    edits: [
      {
        file: 'sw/engine/push.ts',
        find: '{ changes: [...changes] }',
        replace:
          '{ changes: changes.map((change) => ({ ...change, changeId: `${change.changeId}:${sentAt}` })) }',
      },
      {
        file: 'sw/engine/pull.ts',
        find: 'const { results, head, serverTime } = reply',
        replace: [
          'reply = { ...reply, results: reply.results.map((result) => ({',
          "    ...result, changeId: result.changeId.split(':')[0] })) }",
          '  const { results, head, serverTime } = reply',
        ].join('\n'),
      },
    ],
    net: histories('net'),
  },
  {
    name: 'tabs-at-the-same-time',
    law: 'I1',
    does: 'no lock: every tab and the worker send what waits',
    edits: [
      {
        file: 'sw/engine/lock.ts',
        find: 'await locks.request(LOCK_NAME, { signal }, () => {',
        replace: 'await Promise.resolve().then(() => {',
      },
    ],
    net: unit('tests/engine/tabs', 'never send one change in parallel'),
  },
  {
    name: 'former-self-not-named',
    law: 'N1',
    does: 'after a fork the device does not say who it was',
    edits: [
      {
        file: 'sw/engine/push.ts',
        find: '  ...(sync.retires === undefined ? {} : { retires: sync.retires }),\n',
        replace: '',
      },
    ],
    net: found('refusing what comes late from a former identity'),
  },
  {
    name: 'poke-without-since',
    law: 'N1',
    does: 'a poke is taken though it goes on from another history',
    edits: [
      {
        file: 'db/device/receive-poke.ts',
        find: "  if (!isSame(sync, since)) return { kind: 'elsewhere' }\n",
        replace: '',
      },
    ],
    net: unit('tests/engine/poke', 'goes on from another history'),
  },
  {
    name: 'broken-answer-taken',
    law: 'C1',
    does: 'an answer that is not of the agreed form is taken as far as it goes',
    edits: [
      {
        file: 'sw/engine/replies.ts',
        find: "return isSyncReply(reply) ? reply : unavailable('unreadable')",
        replace: 'return reply',
      },
    ],
    net: unit('tests/engine/transport', 'is unavailable, whatever its status'),
  },
  {
    name: 'newer-rows-break-the-page',
    law: 'U1',
    does: 'one row of a kind from the future makes the whole answer unreadable',
    edits: [
      {
        file: 'sw/engine/replies.ts',
        find: 'const reply = withKnownRows(json.value)',
        replace: 'const reply = json.value',
      },
    ],
    net: unit('tests/engine/transport', 'are left out of a reply'),
  },
  {
    name: 'asked-wait-ignored',
    law: 'F1',
    does: 'the device comes back sooner than the server asked for',
    edits: [
      {
        file: 'sw/engine/backoff.ts',
        find: 'Math.max(Math.round(jittered), Math.min(retryAfterMs, LONGEST_ASKED_WAIT_MS))',
        replace: 'Math.round(jittered)',
      },
    ],
    net: unit('tests/engine/backoff', 'never shorter than the server asked for'),
  },
  {
    name: 'fault-outlives-its-cause',
    law: 'F1',
    does: 'an earlier fault stays though the server answers again',
    edits: [
      {
        file: 'sw/engine/pull.ts',
        find: 'if (outgoing.sync.lastFault !== null) await',
        replace: 'if (false) await',
      },
    ],
    net: unit('tests/engine/sync', 'waited out, with the moment kept for every tab'),
  },
  {
    name: 'signed-out-asks-on',
    law: 'F1',
    does: 'a device that is signed out keeps asking',
    edits: [
      {
        file: 'sw/engine/schedule.ts',
        find: "if (state.kind === 'stopped') return ENDS_STOP.has(trigger)",
        replace: '',
      },
    ],
    net: unit('tests/engine/sync', 'asks for nothing by itself'),
  },
  {
    name: 'idle-asks',
    law: 'Q1',
    does: 'a drain of an empty outbox is a request',
    edits: [
      {
        file: 'sw/engine/turn.ts',
        find: 'if (drains && !(await isAnythingWaiting(database, ask))) return skip(deps)',
        replace: '',
      },
    ],
    net: unit('tests/engine/sync', 'a drain of an empty outbox is no request'),
  },
  {
    name: 'slow-network-never-spared',
    law: 'F1',
    does: 'what was too much for a slow network is sent as large as it was',
    edits: [
      {
        file: 'sw/engine/meet-fault.ts',
        find: 'if (isSuspect || isTimeout(met)) run.batch = afterTimeout(run.batch, changes.length)',
        replace: '',
      },
    ],
    net: unit('tests/engine/sync', 'a timeout is met with half as much'),
  },
]
