/** Breakages of the server's round: lock, ledger, tokens, pages, walls. */

import { type Breakage, found, histories, onPostgres, services, unit } from './breakage.ts'

const LOCK_STATEMENT = [
  '    insert into sync_status (user_id) values (${at.userId})',
  '    on conflict (user_id) do update set user_id = excluded.user_id',
  '    returning revision`',
].join('\n')

const TAKE_LOCK = LOCK_STATEMENT.slice(0, -1)

const CEILING_END = [
  '    const hasMore = left > 0',
  '    return { from: asked.from, to: String(ceiling), hasMore,',
].join('\n')

export const onServer: readonly Breakage[] = [
  {
    name: 'no-lock',
    law: 'N1',
    does: "two pushes of one person at a time: nobody waits for the person's row",
    edits: [
      {
        file: 'db/server/load.ts',
        find: LOCK_STATEMENT,
        replace: [
          '    with made as (insert into sync_status (user_id) values (${at.userId})',
          '      on conflict (user_id) do nothing returning revision)',
          '    select revision from made union all',
          '    select revision from sync_status where user_id = ${at.userId} limit 1`',
        ].join('\n'),
      },
    ],
    net: onPostgres('concurrency', 'revisions without a gap'),
  },
  {
    name: 'revision-before-lock',
    law: 'N1',
    does: 'the revision is read before the wait for the lock',
    edits: [
      {
        file: 'db/server/load.ts',
        find: LOCK_STATEMENT,
        replace: [
          '    with before as (select revision from sync_status where user_id = ${at.userId}),',
          `    locked as (${TAKE_LOCK})`,
          '    select coalesce((select revision from before), 0) from locked`',
        ].join('\n'),
      },
    ],
    net: onPostgres('concurrency', 'revisions without a gap'),
  },
  {
    name: 'judged-before-lock',
    law: 'I1',
    does: 'what a batch is judged by is read before the wait for the lock',
    edits: [
      {
        file: 'db/server/push.ts',
        find: 'const [revision, loaded] = await trips.begin(\n    askLock(userId),\n',
        replace: 'const [loaded, revision] = await trips.begin(\n',
      },
      {
        file: 'db/server/push.ts',
        find: 'seenRevision: seen?.revision ?? 0, now, touched }),\n',
        replace: 'seenRevision: seen?.revision ?? 0, now, touched }),\n    askLock(userId),\n',
      },
    ],
    net: onPostgres('concurrency', 'sent eight times at once'),
  },
  {
    name: 'revision-gaps',
    law: 'N1',
    does: 'revisions are not counted one by one',
    edits: [
      {
        file: 'db/server/judge/working.ts',
        find: 'working.revision += 1',
        replace: 'working.revision += 2',
      },
    ],
    net: onPostgres('concurrency', 'revisions without a gap'),
  },
  {
    name: 'page-cut-one-late',
    law: 'C1',
    does: 'a page that is exactly full is taken for the last one',
    edits: [
      {
        file: 'db/server/page-after.ts',
        find: 'order by revision limit ${request.limit} + 1',
        replace: 'order by revision limit ${request.limit}',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'messages-without-chat',
    law: 'D1',
    does: 'a message travels without its chat',
    edits: [
      {
        file: 'db/server/page-after.ts',
        find: '    union all ${addedChats(request.userId)}\n',
        replace: '',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'conflicts-left-behind',
    law: 'K1',
    does: 'a row travels without the conflicts recorded on it',
    edits: [
      {
        file: 'db/server/page-after.ts',
        find: '    union all ${addedConflicts(request.userId)}\n',
        replace: '',
      },
    ],
    net: onPostgres('page', 'travels with the conflicts'),
  },
  {
    name: 'first-sync-without-ceiling',
    law: 'C1',
    does: 'a first sync goes on from the newest revision, not from where it began',
    edits: [
      {
        file: 'db/server/page-text.ts',
        find: CEILING_END,
        replace: CEILING_END.replace('ceiling', 'head.revision'),
      },
    ],
    net: onPostgres('page', 'what is written between its pages'),
  },
  {
    name: 'no-ledger',
    law: 'I1',
    does: 'a change that was taken is judged again',
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: "kind === 'repeat' ? book.bySeq(seq) : book.byChange(changeId)",
        replace: 'undefined as LedgerEntry | undefined',
      },
    ],
    net: histories('net'),
  },
  {
    name: 'number-alone',
    law: 'I1',
    does: 'a used number is believed to be the same change again',
    edits: [
      {
        file: 'db/server/judge/plan-sequence.ts',
        find: "else if (changeIdBySeq.get(change.seq) !== change.changeId) return { kind: 'device_forked' }",
        replace: '',
      },
    ],
    net: histories('disk'),
  },
  {
    name: 'no-change-ids',
    law: 'I1',
    does: "a change is known by its device's number alone, not by its own id",
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: ': book.byChange(changeId)',
        replace: ': undefined',
      },
    ],
    net: found('a ledger by the id of a change'),
  },
  {
    name: 'gap-taken',
    law: 'O1',
    does: 'a batch with a missing number is taken',
    edits: [
      {
        file: 'db/server/judge/plan-sequence.ts',
        find: "if (change.seq > last + 1) return { kind: 'sequence_gap' }",
        replace: '',
      },
      {
        file: 'db/server/judge/plan-sequence.ts',
        find: 'const isNew = change.seq === last + 1',
        replace: 'const isNew = change.seq > last',
      },
    ],
    net: onPostgres('round', 'sequence_gap'),
  },
  {
    name: 'no-token-check',
    law: 'N1',
    does: 'a history that went on from a backup is taken for the one that was seen',
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: 'return kept.seenToken !== seen.token',
        replace: 'return false',
      },
    ],
    net: onPostgres('round', 'though its revision is high enough'),
  },
  {
    name: 'retired-served',
    law: 'N1',
    does: 'late requests of a former identity are taken',
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: 'if (device?.isRetired === true)',
        replace: 'if (false)',
      },
    ],
    net: found('refusing what comes late from a former identity'),
  },
  {
    name: 'bad-change-rejects-batch',
    law: 'N3',
    does: 'one broken change refuses all that came with it',
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: '  const lastSeq = device?.lastSeq ?? 0\n',
        replace: [
          "  if (batch.changes.some((change) => parseChange(change).kind === 'refused'))",
          "    return { kind: 'fault', fault: fault('invalid') }",
          '  const lastSeq = device?.lastSeq ?? 0\n',
        ].join('\n'),
      },
    ],
    net: onPostgres('garbage', 'no broken change stops the others'),
  },
  {
    name: 'held-skipped',
    law: 'O1',
    does: 'what is behind a held change is taken before it',
    edits: [
      {
        file: 'db/server/judge/judge-batch.ts',
        find: 'if (isHeld(result)) break',
        replace: 'if (isHeld(result)) continue',
      },
    ],
    net: onPostgres('refusals', 'is held, takes no number'),
  },
  {
    name: 'newer-kinds-refused',
    law: 'U1',
    does: 'what only a newer version means is refused for good',
    edits: [
      {
        file: 'db/server/judge/parse-change.ts',
        find: 'if (isNewer(raw))',
        replace: 'if (false)',
      },
    ],
    net: onPostgres('refusals', 'only a newer version means'),
  },
  {
    name: 'pull-always-writes',
    law: 'Q1',
    does: 'a round with nothing to do writes to the database',
    edits: [
      {
        file: 'db/server/pull.ts',
        find: 'if (touch !== undefined && isNews(view, touch, now))',
        replace: 'if (touch !== undefined)',
      },
    ],
    net: onPostgres('page', 'a round writes nothing'),
  },
  {
    name: 'no-walls',
    law: 'P1',
    does: 'row level security lets everything pass, and one query forgets its person',
    edits: [
      {
        file: 'db/server/migrations/guard.ts',
        find: 'using (user_id = ${CURRENT_USER_ID}) with',
        replace: 'using (true) with',
      },
      {
        file: 'db/server/page-after.ts',
        find: 'where user_id = ${request.userId} and revision >',
        replace: 'where revision >',
      },
    ],
    net: onPostgres('isolation', 'two people may use the same ids'),
  },
  {
    name: 'no-second-wall',
    law: 'P1',
    does: 'row level security lets everything pass',
    edits: [
      {
        file: 'db/server/migrations/guard.ts',
        find: 'using (user_id = ${CURRENT_USER_ID}) with',
        replace: 'using (true) with',
      },
    ],
    net: onPostgres('isolation', 'a query that forgets its person'),
  },
  {
    name: 'anybody-for-anybody',
    law: 'P1',
    does: "another person's cookie is good for this device's requests",
    edits: [
      {
        file: 'api/identity/with-caller.ts',
        find: 'expected !== recognition.caller.userId',
        replace: 'false',
      },
    ],
    net: services('tests/api/sync', 'somebody else than the device believes'),
  },
  {
    name: 'other-sites-may-ask',
    law: 'P1',
    does: "another site's page may use the cookie",
    edits: [
      {
        file: 'api/identity/with-caller.ts',
        find: 'guardCookie(c.req.raw, deps.config.appOrigin) : null',
        replace: 'null : null',
      },
    ],
    net: services('tests/api/session', 'refuses a request with the cookie'),
  },
  {
    name: 'clock-in-the-future',
    law: 'T1',
    does: 'a restored value may come from the future',
    edits: [
      {
        file: 'db/server/judge/merge-field.ts',
        find: 'at: Math.min(clock.at, now),',
        replace: 'at: clock.at,',
      },
    ],
    net: onPostgres('restore', 'a restored clock from the future'),
  },
  {
    name: 'edits-in-the-future',
    law: 'T1',
    does: 'an edit may be later than the moment it arrived',
    edits: [
      {
        file: 'db/server/judge/moments.ts',
        find: 'Math.min(moments.receivedAt, Math.max(0, editTime(moments)))',
        replace: 'Math.max(0, editTime(moments))',
      },
      {
        file: 'db/protocol/judge.ts',
        find: 'Math.max(0, moments.sentAt - moments.editedAt)',
        replace: '(moments.sentAt - moments.editedAt)',
      },
    ],
    net: unit('tests/server/judge-parts', 'never in the future'),
  },
]
