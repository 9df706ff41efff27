/** Breakages of what was agreed: a wire that changes under apps that are out there. */

import { type Breakage, services, unit } from './breakage.ts'

const PINNED = unit('tests/house/wire', 'what this number of the protocol says')
const REPLAYED = services('tests/protocol/released', 'as it was when it was released')

export const onWire: readonly Breakage[] = [
  {
    name: 'optional-field-added',
    law: 'U1',
    does: 'a request may carry something more, and the number of the protocol stays',
    edits: [
      {
        file: 'db/protocol/round.ts',
        find: '  changes: z.optional(\n',
        replace: '  mood: z.optional(z.string()),\n  changes: z.optional(\n',
      },
    ],
    net: PINNED,
  },
  {
    name: 'fault-added',
    law: 'U1',
    does: 'a change may be refused for a reason that no app knows',
    edits: [
      {
        file: 'db/protocol/fault.ts',
        find: "  id_reuse: { fate: 'park',",
        replace: "  mood: { fate: 'park', sentence: 'Not now.' },\n  id_reuse: { fate: 'park',",
      },
    ],
    net: PINNED,
  },
  {
    name: 'fate-changed',
    law: 'U1',
    does: 'what one end parks the other end holds',
    edits: [
      {
        file: 'db/protocol/fault.ts',
        find: "needs_parent: { fate: 'park'",
        replace: "needs_parent: { fate: 'hold'",
      },
    ],
    net: PINNED,
  },
  {
    name: 'limit-lowered',
    law: 'U1',
    does: 'the server takes fewer changes in a request than apps send',
    edits: [
      {
        file: 'db/protocol/limits.ts',
        find: 'export const MAX_CHANGES = 500',
        replace: 'export const MAX_CHANGES = 400',
      },
    ],
    net: PINNED,
  },
  {
    name: 'field-made-necessary',
    law: 'U1',
    does: 'a message is refused without something that released apps leave out',
    edits: [
      {
        file: 'db/protocol/message.ts',
        find: 'model: z.optional(z.nullable(storableText.check(z.maxLength(MAX_NAME_LENGTH)))),',
        replace: 'model: z.nullable(storableText.check(z.maxLength(MAX_NAME_LENGTH))),',
      },
    ],
    net: REPLAYED,
  },
  {
    name: 'kind-forgotten',
    law: 'U1',
    does: 'a number that is given up is held instead of taken',
    edits: [
      {
        file: 'db/protocol/change.ts',
        find: "  'void',\n",
        replace: '',
      },
    ],
    net: REPLAYED,
  },
]
