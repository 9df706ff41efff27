/** Breakages of what keeps order: folders, histories, answers to conflicts, the trash. */

import { type Breakage, found, histories, onPostgres } from './breakage.ts'

export const onOrder: readonly Breakage[] = [
  {
    name: 'asked-for-nothing',
    law: 'K1',
    does: 'a person is asked where a chat lies, or whether it is pinned',
    edits: [
      {
        file: 'db/server/judge/conflict-record.ts',
        find: 'ASKED.has(spot.field) && !isAnswer',
        replace: '!isAnswer',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'answers-asked-about',
    law: 'K1',
    does: 'what meets the answer to a conflict is a new question',
    edits: [
      {
        file: 'db/server/judge/merge-field.ts',
        find: 'resolves === undefined ? {} : { isAnswer: true }',
        replace: '({})',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'standing-answers-asked-about',
    law: 'K1',
    does: 'what meets an answer that stands already is a new question',
    edits: [
      {
        file: 'db/server/judge/conflict-record.ts',
        find: 'kept.clock?.isAnswer === true || lost.clock.isAnswer === true',
        replace:
          '(kept.clock?.revision > lost.clock.revision ? kept.clock : lost.clock)?.isAnswer === true',
      },
    ],
    net: found('marking what was set as an answer'),
  },
  {
    name: 'first-answer-stands',
    law: 'O1',
    does: 'of several answers to a conflict the first one stands',
    edits: [
      {
        file: 'db/server/judge/judge-conflict.ts',
        find: '  const isOpen = standing.resolvedAt === null\n',
        replace: '  const isOpen = standing.resolvedAt === null\n  if (!isOpen) return undefined\n',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'history-not-kept',
    law: 'N1',
    does: 'a value that is replaced is gone',
    edits: [
      {
        file: 'db/server/judge/keep-version.ts',
        find: 'return { ...row, history: withVersion(row.history, version) }',
        replace: 'return row',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'history-by-the-last-device',
    law: 'N1',
    does: 'a history that comes back takes the place of the one that stands',
    edits: [
      {
        file: 'db/protocol/history.ts',
        find: 'new Map([...one, ...other].map(',
        replace: 'new Map([...one].map(',
      },
    ],
    net: onPostgres('chat-history', 'each version once'),
  },
  {
    name: 'version-twice',
    law: 'I1',
    does: 'a value that is replaced again is in the history twice',
    edits: [
      {
        file: 'db/protocol/history.ts',
        find: 'history.filter((known) => nameOf(known) !== nameOf(version))',
        replace: 'history',
      },
      {
        file: 'db/protocol/history.ts',
        find: 'clock?.changeId !== clocks[field]?.changeId',
        replace: 'clock?.changeId !== (clocks[field]?.changeId ?? null)',
      },
    ],
    net: found('having each former value once'),
  },
  {
    name: 'erased-folder-renamed',
    law: 'D1',
    does: 'a folder that was erased takes a name again',
    edits: [
      {
        file: 'db/server/judge/judge-folder.ts',
        find: "if (standing.isPurged) return { kind: 'refused', code: 'purged' }",
        replace: '',
      },
    ],
    net: onPostgres('trash', 'leaves its id alone'),
  },
  {
    name: 'erased-folder-asked-about',
    law: 'C1',
    does: 'a device goes on asking about a folder that was erased',
    edits: [
      {
        file: 'db/device/take-rows.ts',
        find: "await eraseConflicts(db, new Set(erasedOf('folder')))",
        replace: '',
      },
    ],
    net: found('letting go of the conflicts of an erased folder'),
  },
  {
    name: 'no-folders-in-a-first-trash',
    law: 'C1',
    does: 'a device that comes new does not get the folders of the trash',
    edits: [
      {
        file: 'db/server/page-first.ts',
        find: "purged_at is null\n      ${behind(request, 'folders')}",
        replace: "not is_deleted\n      ${behind(request, 'folders')}",
      },
    ],
    net: histories('net'),
  },
  {
    name: 'trash-by-the-clock-of-a-device',
    law: 'T1',
    does: 'how long something lies in the trash counts from when a device says it deleted it',
    edits: [
      {
        file: 'db/server/judge/dated.ts',
        find: 'trashedAt: row.trashedAt ?? now,',
        replace: "trashedAt: row.trashedAt ?? row.clocks['deleted']?.at ?? now,",
      },
    ],
    net: onPostgres('trash', 'a year ago offline is in the trash from now on'),
  },
  {
    name: 'trash-goes-on-counting',
    law: 'D1',
    does: 'what was taken out of the trash has its old date when it is deleted again',
    edits: [
      {
        file: 'db/server/judge/dated.ts',
        find: ': { ...row, deletedAt: null, trashedAt: null }',
        replace: ': { ...row, deletedAt: null }',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'trash-emptied-all-the-time',
    law: 'Q1',
    does: 'every round looks through the trash that has something due',
    edits: [
      {
        file: 'db/server/trash-due.ts',
        find: "< ${moment(at.now)} - interval '1 hour', true)",
        replace: '< ${moment(at.now)}, true)',
      },
    ],
    net: onPostgres('trash', 'once an hour at most'),
  },
]
