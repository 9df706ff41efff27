/** Breakages of the device: how it writes, what it takes, when a change leaves, how it recovers. */

import { type Breakage, found, histories, unit } from './breakage.ts'

const TRANSACTION = [
  'const outcome = await attempt(db, () =>',
  "    db.transaction('rw', db.tables, async () => take(db, answer)),",
  '  )',
].join('\n')

export const onDevice: readonly Breakage[] = [
  {
    name: 'write-in-pieces',
    law: 'N3',
    does: 'rows and outbox are not written in one transaction',
    edits: [
      {
        file: 'db/device/write.ts',
        find: "db.transaction('rw', [...tables], async ({ idbtrans }) => {\n      const outcome = await writeIn(db, deps, acts)\n      if (outcome !== null && deps.onStored !== undefined)\n        onComplete(idbtrans, () => deps.onStored?.(outcome))\n      return outcome\n    }),",
        replace: 'writeIn(db, deps, acts),',
      },
    ],
    net: unit('tests/device/storage', 'when writing'),
  },
  {
    name: 'durability-relaxed',
    law: 'N1',
    does: 'a write is shown as saved before it is on the disk',
    edits: [
      {
        file: 'db/device/database.ts',
        find: "chromeTransactionDurability: 'strict'",
        replace: "chromeTransactionDurability: 'relaxed'",
      },
    ],
    net: unit('tests/device/write', 'asks for strict durability'),
  },
  {
    name: 'cursor-before-rows',
    law: 'C1',
    does: 'the cursor is stored in a transaction before that of its rows',
    edits: [
      {
        file: 'db/device/receive.ts',
        find: TRANSACTION,
        replace: [
          "await attempt(db, () => db.transaction('rw', db.sync, async () => {",
          '    const sync = await readSync(db)',
          '    if (sync.generation === answer.generation && answer.page?.from === sync.cursor)',
          '      await db.sync.put({ ...sync, cursor: answer.page.to })',
          '  }))',
          `  ${TRANSACTION}`,
        ].join('\n'),
      },
      {
        file: 'db/device/receive.ts',
        find: 'page.from === sync.cursor\n',
        replace: '(page.from === sync.cursor || page.to === sync.cursor)\n',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'cursor-follows-any-page',
    law: 'C1',
    does: 'the cursor moves with a page that does not start at it',
    edits: [
      {
        file: 'db/device/receive.ts',
        find: 'page !== null && page.from === sync.cursor\n',
        replace: 'page !== null\n',
      },
    ],
    net: unit('tests/device/receive', 'does not move for a page that does not start at it'),
  },
  {
    name: 'seen-follows-the-cursor',
    law: 'N1',
    does: 'a head is remembered only once all its rows have come',
    edits: [
      {
        file: 'db/device/receive.ts',
        find: 'seen: isAhead ? head : sync.seen,',
        replace: 'seen: isAhead && isInOrder && page !== null && !page.hasMore ? head : sync.seen,',
      },
    ],
    net: unit('tests/device/receive', 'moves only forward'),
  },
  {
    name: 'generation-not-checked',
    law: 'N1',
    does: 'an answer to a request from before a recovery is taken',
    edits: [
      {
        file: 'db/device/receive.ts',
        find: "sync.generation === answer.generation ? takeInto(db, sync, answer) : { kind: 'stale' }",
        replace: 'takeInto(db, sync, answer)',
      },
    ],
    net: found('throwing away what was answered before a recovery'),
  },
  {
    name: 'leaves-before-sending',
    law: 'N2',
    does: 'changes leave the outbox when they are sent',
    edits: [
      {
        file: 'sw/engine/push.ts',
        find: 'return { ...(await peek(database, { maxChanges: run.batch.size, ...where })), direction }',
        replace: [
          '{',
          '    const batch = await peek(database, { maxChanges: run.batch.size, ...where })',
          '    await database.outbox.bulkDelete(batch.changes.map(({ changeId }) => changeId))',
          '    return { ...batch, direction }',
          '  }',
        ].join('\n'),
      },
    ],
    net: histories('net'),
  },
  {
    name: 'leaves-on-answer',
    law: 'N2',
    does: 'a change leaves with its answer, before its row has come',
    edits: [
      {
        file: 'db/device/take-results.ts',
        find: "if (entry.body.kind === 'void') return { kind: 'done', entry }",
        replace: "return { kind: 'done', entry }",
      },
    ],
    net: histories('net'),
  },
  {
    name: 'leaves-below-the-cursor',
    law: 'V1',
    does: 'a change leaves when the cursor has passed its answer, though its row has moved on',
    edits: [
      {
        file: 'db/device/receive.ts',
        find: 'page === null || page.hasMore ? null : head.revision',
        replace: 'page === null ? null : page.hasMore ? Number(page.to) || null : head.revision',
      },
    ],
    net: unit('tests/device/receive', 'leaves when nothing more is to come'),
  },
  {
    name: 'no-fold',
    law: 'V1',
    does: 'a row that comes covers the changes that wait on it',
    edits: [
      {
        file: 'db/device/refold.ts',
        find: 'for (const entry of shownEntries(remaining)) row = applyToKept(row, entry, plan.deviceId)',
        replace: '',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'folded-by-number',
    law: 'O1',
    does: 'changes are folded by the number on the wire, which a fork gives anew',
    edits: [
      {
        file: 'db/device/fold.ts',
        find: '.toSorted((a, b) => a.order - b.order)',
        replace: '.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))',
      },
    ],
    net: unit('tests/device/receive', 'folds changes in the order they were written'),
  },
  {
    name: 'renumbered-out-of-order',
    law: 'O1',
    does: 'after a fork the newest change goes out first',
    edits: [
      {
        file: 'db/device/fork.ts',
        find: "db.outbox.orderBy('order').toArray()",
        replace: "db.outbox.orderBy('order').reverse().toArray()",
      },
    ],
    net: unit('tests/device/fork', 'in the same order'),
  },
  {
    name: 'older-row-covers-newer',
    law: 'V1',
    does: 'a chat, folder or conflict is taken whatever its revision',
    edits: [
      {
        file: 'db/device/take-rows.ts',
        find: 'if (row.revision > (standing?.revision ?? -1)) news.set(key, row)',
        replace: 'news.set(key, row)',
      },
    ],
    net: found('looking at the revision of each row'),
  },
  {
    name: 'older-message-covers-newer',
    law: 'V1',
    does: 'a message is taken into its block whatever its revision',
    edits: [
      {
        file: 'db/device/blocks.ts',
        find: 'if (row.revision > newest) {',
        replace: 'if (row.revision !== newest) {',
      },
    ],
    net: found('looking at the revision of each message'),
  },
  {
    name: 'block-forgets-its-messages',
    law: 'N4',
    does: 'messages that come replace the others of their block',
    edits: [
      {
        file: 'db/device/take-messages.ts',
        find: 'mergeBlock(\n    known,\n    isDropped',
        replace: 'mergeBlock(\n    { chatId, index, messages: [] },\n    isDropped',
      },
    ],
    net: unit('tests/device/blocks', 'in any order and any pages'),
  },
  {
    name: 'refused-is-deleted',
    law: 'N3',
    does: 'a refused change is thrown away instead of parked',
    edits: [
      {
        file: 'db/device/set-aside.ts',
        find: 'await db.outbox.bulkPut([...all.flatMap(parkedForms), ...recounted([...parked], remaining)])',
        replace: 'await db.outbox.bulkDelete(all.map(({ entry }) => entry.changeId))',
      },
    ],
    net: unit('tests/device/receive', 'is parked with its messages'),
  },
  {
    name: 'dependents-not-parked',
    law: 'N3',
    does: 'what depends on a refused change goes on without it',
    edits: [
      {
        file: 'db/device/set-aside.ts',
        find: 'dependentsOf(entries, waiting)',
        replace: 'dependentsOf(entries, [])',
      },
    ],
    net: unit('tests/device/receive', 'is parked with its messages'),
  },
  {
    name: 'base-not-named',
    law: 'K1',
    does: 'a change does not say on which value it was made',
    edits: [
      {
        file: 'db/device/resolve-draft.ts',
        find: 'return clock === undefined ? null : { changeId: clock.changeId }',
        replace: 'return null',
      },
    ],
    net: unit('tests/device/write', 'names the change whose value its author saw'),
  },
  {
    name: 'own-messages-not-seen',
    law: 'D1',
    does: 'a deletion does not count the messages that are still on their way',
    edits: [
      {
        file: 'db/device/seen.ts',
        find: "position === null && state !== 'parked'",
        replace: "position === null && state === 'parked'",
      },
    ],
    net: unit('tests/device/write', 'its own on the way included'),
  },
  {
    name: 'recovery-forgotten',
    law: 'N1',
    does: 'a second restore forgets what the first recovery had not sent yet',
    edits: [
      {
        file: 'db/device/recovery.ts',
        find: 'parentsFirst([...fresh, ...unfinished, ...unfinishedPurges])',
        replace: 'parentsFirst(fresh)',
      },
    ],
    net: found('what an unfinished recovery has still to send'),
  },
  {
    name: 'rows-of-the-lost-history',
    law: 'C1',
    does: 'after a restore rows keep the revisions of the lost history',
    edits: [
      {
        file: 'db/device/recovery.ts',
        find: 'await Promise.all([db.blocks.clear(), db.shadow.clear(), db.messages.clear()])',
        replace: 'await Promise.all([db.shadow.clear(), db.messages.clear()])',
      },
    ],
    net: unit('tests/device/fork', 'each standing once'),
  },
  {
    name: 'bases-of-the-lost-history',
    law: 'C1',
    does: 'restored rows bring the revisions of the lost history along',
    edits: [
      {
        file: 'db/device/recovery.ts',
        find: "entryOf({ kind: 'restore', row: withoutRevisions(row) })",
        replace: "entryOf({ kind: 'restore', row })",
      },
    ],
    net: unit('tests/device/fork', 'without their revisions'),
  },
  {
    name: 'identity-kept',
    law: 'N1',
    does: 'a device that was copied keeps its identity',
    edits: [
      {
        file: 'db/device/fork.ts',
        find: 'deviceId: idOf(deps.newId()),',
        replace: '',
      },
    ],
    net: unit('tests/device/fork', 'under a new id'),
  },
]
