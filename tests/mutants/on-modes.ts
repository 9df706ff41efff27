/** Breakages of what is only on this device, and of text that is only in the cloud. */

import { type Breakage, services, unit } from './breakage.ts'

const SWITCHES = services('tests/engine/modes', 'switches of mode')

export const onModes: readonly Breakage[] = [
  {
    name: 'held-sent',
    law: 'N3',
    does: 'what is written to a chat that is only on this device is sent',
    edits: [
      {
        file: 'db/device/holds.ts',
        find: 'if ((await db.keeping.count()) === 0) return null',
        replace: 'if ((await db.keeping.count()) >= 0) return null',
      },
    ],
    net: SWITCHES,
  },
  {
    name: 'waiting-not-held',
    law: 'N3',
    does: 'what waited when a chat became only here is sent all the same',
    edits: [
      {
        file: 'db/device/hold.ts',
        find: 'waiting.filter((entry) => entry.order > 0)',
        replace: 'waiting.filter((entry) => entry.order < 0)',
      },
    ],
    net: SWITCHES,
  },
  {
    name: 'one-void-for-two-numbers',
    law: 'O1',
    does: 'a change that gives up two numbers leaves a gap at the first',
    edits: [
      {
        file: 'db/device/set-aside.ts',
        find: '`void.${entry.seq}.${entry.changeId}`',
        replace: '`void.${entry.changeId}`',
      },
    ],
    net: unit('tests/device/modes', 'one number after another'),
  },
  {
    name: 'used-number-given-up',
    law: 'O1',
    does: 'the number of what was kept here on its way is given up though the server used it',
    edits: [
      {
        file: 'db/device/take-results.ts',
        find: ".filter(({ state }) => state === 'void')",
        replace: ".filter(({ state }) => state !== 'void')",
      },
    ],
    net: unit('tests/device/modes', 'taken a change meanwhile'),
  },
  {
    name: 'unused-number-kept',
    law: 'O1',
    does: 'what was let go while an answer was on its way leaves a gap at its second number',
    edits: [
      {
        file: 'db/device/take-results.ts',
        find: 'entry?.seq == null ? [] : voidFor(entry)',
        replace: 'entry?.seq == null ? [] : []',
      },
    ],
    net: unit('tests/device/modes', 'the number that was not used'),
  },
  {
    name: 'held-forgotten-in-a-fork',
    law: 'N3',
    does: 'a new identity forgets what is only on this device',
    edits: [
      {
        file: 'db/device/recovery.ts',
        find: "state === 'parked' || state === 'held'",
        replace: "state === 'parked'",
      },
    ],
    net: unit('tests/device/modes', 'lost its history'),
  },
  {
    name: 'release-out-of-order',
    law: 'O1',
    does: 'what was held is let go in another order than it was written in',
    edits: [
      {
        file: 'db/device/hold.ts',
        find: 'held.toSorted((a, b) => a.order - b.order)',
        replace: 'held.toSorted((a, b) => b.order - a.order)',
      },
    ],
    net: unit('tests/device/modes', 'in the order written'),
  },
  {
    name: 'text-let-go-unanswered',
    law: 'N3',
    does: 'text goes to the cloud alone while something of it is unanswered',
    edits: [
      {
        file: 'db/device/all-in-cloud.ts',
        find: 'unanswered === 0',
        replace: 'unanswered >= 0',
      },
    ],
    net: unit('tests/device/cloud', 'while anything of it is unanswered'),
  },
  {
    name: 'text-never-wanted-back',
    law: 'C1',
    does: 'text that was let go of is not asked for when it is to be everywhere',
    edits: [
      {
        file: 'db/device/settle-bodies.ts',
        find: 'if (!isOfCloud.has(body.chatId) && !isFreed(body)) wanted.push(body.chatId)',
        replace:
          "if (!isOfCloud.has(body.chatId) && !isFreed(body) && body.state === 'visiting') wanted.push(body.chatId)",
      },
    ],
    net: SWITCHES,
  },
]
