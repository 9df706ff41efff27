/** Breakages of how two edits, or an edit and a deletion, are judged. */

import { type Breakage, found, histories, onPostgres, unit } from './breakage.ts'

export const onJudging: readonly Breakage[] = [
  {
    name: 'raw-clock',
    law: 'T1',
    does: "an edit's time is what the device's own clock says",
    edits: [
      {
        file: 'db/protocol/judge.ts',
        find: 'moments.receivedAt - Math.max(0, moments.sentAt - moments.editedAt)',
        replace: 'moments.editedAt',
      },
    ],
    net: unit('tests/protocol/judge', 'whatever constant a clock is wrong by'),
  },
  {
    name: 'latest-time-wins',
    law: 'K1',
    does: 'what the author of an edit saw does not matter, only its time',
    edits: [
      {
        file: 'db/protocol/judge.ts',
        find: '(base !== null && standing.changeId === base)',
        replace: 'false',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'cursor-as-base',
    law: 'K1',
    does: 'a value up to which the device has read is taken for one that its author saw',
    edits: [
      {
        file: 'db/server/push.ts',
        find: '  return { deviceId, seen, sentAt, receivedAt: now, changes }',
        replace:
          '  return { deviceId, seen, sentAt, receivedAt: now, changes, cursor: Number(request.cursor ?? 0) }',
      },
      {
        file: 'db/server/judge/judge-batch.ts',
        find: 'startWorking(loaded, batch.revision, batch.receivedAt)',
        replace:
          'Object.assign(startWorking(loaded, batch.revision, batch.receivedAt), { cursor: batch.cursor })',
      },
      {
        file: 'db/server/judge/merge-field.ts',
        find: 'const verdict = judgeSet(current, { value: incoming.value, clock }, incoming.base)',
        replace: [
          'const isRead = (current.clock?.revision ?? Infinity) <= working.cursor',
          '  const base = isRead ? current.clock.changeId : incoming.base',
          '  const verdict = judgeSet(current, { value: incoming.value, clock }, base)',
        ].join('\n'),
      },
    ],
    net: onPostgres('conflicts', 'has not thereby seen it'),
  },
  {
    name: 'row-revision-as-base',
    law: 'K1',
    does: 'the newest row that the device holds is taken for the one that its author saw',
    edits: [
      {
        file: 'db/device/outbox.ts',
        find: "db.transaction('r', db.sync, db.outbox, async () => {\n    const sync = await readSync(db)\n    const from",
        replace:
          "db.transaction('r', db.sync, db.outbox, db.shadow, async () => {\n    const sync = await readSync(db)\n    const from",
      },
      {
        file: 'db/device/outbox.ts',
        find: '      const hasMore = !read.every(fill.take)\n',
        replace: [
          '      for (const change of read) {',
          '        const shadow = await db.shadow.get(`chat:${change.chatId}`)',
          '        const held = shadow?.row?.clocks?.[change.field]',
          '        if (held && !(await db.outbox.get(change.base?.changeId ?? "none")))',
          '          change.base = { changeId: held.changeId }',
          '      }',
          '      const hasMore = !read.every(fill.take)\n',
        ].join('\n'),
      },
    ],
    net: unit('tests/device/write', 'goes on naming what its author saw'),
  },
  {
    name: 'conflict-not-recorded',
    law: 'K1',
    does: 'the losing value is not kept',
    edits: [
      {
        file: 'db/server/judge/merge-field.ts',
        find: '  if (keepLoser && lost.clock !== undefined)\n',
        replace: '  if (false)\n',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'conflict-id-by-chance',
    law: 'K1',
    does: 'a conflict that is found again is recorded again',
    edits: [
      {
        file: 'db/server/judge/conflict-record.ts',
        find: "lost, kept].join('|'))",
        replace: "lost, kept, Math.random()].join('|'))",
      },
    ],
    net: onPostgres('restore', 'leaves one record, as it was first recorded'),
  },
  {
    name: 'equal-values-conflict',
    law: 'K1',
    does: 'two edits to the same value are a conflict',
    edits: [
      {
        file: 'db/protocol/judge.ts',
        find: 'const keepLoser = !sameValue(currentValue, incoming.value)',
        replace: 'const keepLoser = true',
      },
    ],
    net: unit('tests/protocol/judge', 'equal values are no conflict'),
  },
  {
    name: 'previous-forgotten',
    law: 'K1',
    does: 'a restored value that replaced the one that stands is a conflict with it',
    edits: [
      {
        file: 'db/protocol/judge.ts',
        find: "  if (other.previous === one.changeId) return { winner: 'incoming', keepLoser: false, clock: other }\n",
        replace: '',
      },
    ],
    net: onPostgres('restore', 'comes back without a conflict, in both orders'),
  },
  {
    name: 'loser-gets-no-row',
    law: 'C1',
    does: 'a row that an edit lost against takes no new revision',
    edits: [
      {
        file: 'db/server/judge/judge-chat.ts',
        find: '  putChat(working, counted(dated(versioned, working.now), edit))\n',
        replace:
          "  if (merged.winner === 'incoming') putChat(working, counted(dated(versioned, working.now), edit))\n",
      },
    ],
    net: onPostgres('conflicts', 'still takes a new revision'),
  },
  {
    name: 'deletion-always-wins',
    law: 'D1',
    does: 'a deletion takes messages along that its author never saw',
    edits: [
      {
        file: 'db/server/judge/judge-chat.ts',
        find: 'chat.nextPosition > (change.seenMessages ?? 0) - (refused.get(chat.id) ?? 0)',
        replace: 'false',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'seen-messages-one-way',
    law: 'D1',
    does: 'messages are counted when a deletion comes, not when a lost one comes back',
    edits: [
      {
        file: 'db/server/judge/judge-chat.ts',
        find: 'deletion?.messageCount !== undefined && count > deletion.messageCount',
        replace: 'false',
      },
    ],
    net: found('holding a restored deletion against what was written since'),
  },
  {
    name: 'restored-messages-hidden',
    law: 'D1',
    does: 'a message that comes back stays in the trash though no deletion had seen it',
    edits: [
      {
        file: 'db/server/judge/judge-restore.ts',
        find: 'isUnseen ? undelete(working, chat, edit) : chat',
        replace: 'chat',
      },
    ],
    net: found('holding a restored message against the deletion of its chat'),
  },
  {
    name: 'trash-swallows-messages',
    law: 'D1',
    does: 'a message that comes into a deleted chat stays unseen in the trash',
    edits: [
      {
        file: 'db/server/judge/judge-message.ts',
        find: 'chat.isDeleted ? undelete(working, chat, edit) : chat',
        replace: 'chat',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'refused-messages-count',
    law: 'D1',
    does: 'a deletion counts messages that the server does not have',
    edits: [
      {
        file: 'db/device/seen.ts',
        find: "position === null && state !== 'parked'",
        replace: 'position === null',
      },
    ],
    net: unit('tests/device/write', 'does not count a message that the server refused'),
  },
  {
    name: 'purged-comes-back',
    law: 'D1',
    does: 'what was erased for good takes messages again',
    edits: [
      {
        file: 'db/server/judge/judge-message.ts',
        find: "if (chat.isPurged) return { kind: 'refused', code: 'purged' }",
        replace: '',
      },
    ],
    net: onPostgres('deletion', 'nothing comes back into a purged chat'),
  },
]
