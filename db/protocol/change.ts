/** A change: the only unit of writing, in every kind. */

import * as z from 'zod/mini'
import { newChatSchema, titleSchema } from './chat.ts'
import { momentSchema } from './clock.ts'
import { conflictChoiceSchema } from './conflict.ts'
import { folderNameSchema, newFolderSchema } from './folder.ts'
import {
  changeIdSchema,
  chatIdSchema,
  conflictIdSchema,
  folderIdSchema,
  messageIdSchema,
} from './ids.ts'
import { contentSchema, messageStatusSchema, newMessageSchema } from './message.ts'
import { rowSchema } from './row.ts'
import { syncModeSchema } from './sync-mode.ts'

/** The change whose value the author was looking at; null where the field had never been set. */
const baseSchema = z.nullable(z.object({ changeId: changeIdSchema }))

/** What every set has; `resolves` where it is part of the answer to a conflict. */
const anySet = { base: baseSchema, resolves: z.optional(conflictIdSchema) }

const chatSet = { kind: z.literal('chat.set'), chatId: chatIdSchema, ...anySet }
const chatSetSchema = z.discriminatedUnion('field', [
  z.object({ ...chatSet, field: z.literal('title'), value: titleSchema }),
  z.object({ ...chatSet, field: z.literal('folderId'), value: z.nullable(folderIdSchema) }),
  z.object({ ...chatSet, field: z.literal('pinned'), value: z.boolean() }),
  z.object({ ...chatSet, field: z.literal('archived'), value: z.boolean() }),
  z.object({
    ...chatSet,
    field: z.literal('deleted'),
    value: z.boolean(),
    seenMessages: z.optional(z.int().check(z.minimum(0))),
  }),
  z.object({ ...chatSet, field: z.literal('syncMode'), value: z.nullable(syncModeSchema) }),
])

const folderSet = { kind: z.literal('folder.set'), folderId: folderIdSchema, ...anySet }
const folderSetSchema = z.discriminatedUnion('field', [
  z.object({ ...folderSet, field: z.literal('name'), value: folderNameSchema }),
  z.object({ ...folderSet, field: z.literal('parentId'), value: z.nullable(folderIdSchema) }),
  z.object({ ...folderSet, field: z.literal('deleted'), value: z.boolean() }),
  z.object({ ...folderSet, field: z.literal('syncMode'), value: z.nullable(syncModeSchema) }),
])

const messageSet = {
  kind: z.literal('message.set'),
  messageId: messageIdSchema,
  ...anySet,
}
const messageSetSchema = z.discriminatedUnion('field', [
  z.object({ ...messageSet, field: z.literal('deleted'), value: z.boolean() }),
  z.object({ ...messageSet, field: z.literal('status'), value: messageStatusSchema }),
  z.object({ ...messageSet, field: z.literal('content'), value: contentSchema }),
])

/**
 * What a change does, without the header that says when and in which order.
 * - `*.create`, `message.append`: a row that did not exist; for an existing id nothing happens.
 * - `*.set`: one field. `base` is what its author saw, and alone decides whether it is a conflict.
 *   `seenMessages` goes with the deletion of a chat: how many of its messages the device knew.
 *   A message's `content` is only set while it streams. What loses to a set that `resolves` a conflict,
 *   or makes it lose, is kept as an answered one: nobody is asked twice.
 * - `conflict.resolve`: a person's choice; null takes it back. The last word stands.
 * - `chat.purge`, `folder.purge`: erases it for good, against everything else.
 * - `void`: gives up a number that was taken for a change that will not be sent.
 * - `restore`: a row that the device had from a server that has since lost it.
 */
export const changeBodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chat.create'), chat: newChatSchema }),
  z.object({ kind: z.literal('message.append'), message: newMessageSchema }),
  z.object({ kind: z.literal('folder.create'), folder: newFolderSchema }),
  chatSetSchema,
  folderSetSchema,
  messageSetSchema,
  z.object({
    kind: z.literal('conflict.resolve'),
    conflictId: conflictIdSchema,
    choice: z.nullable(conflictChoiceSchema),
  }),
  z.object({ kind: z.literal('chat.purge'), chatId: chatIdSchema }),
  z.object({ kind: z.literal('folder.purge'), folderId: folderIdSchema }),
  z.object({ kind: z.literal('void') }),
  z.object({ kind: z.literal('restore'), row: rowSchema }),
])
export type ChangeBody = Readonly<z.infer<typeof changeBodySchema>>
export type ChangeKind = ChangeBody['kind']

/** `seq` numbers a device's changes from 1 without a gap; `editedAt` is the device's own clock. */
export const changeHeaderSchema = z.object({
  changeId: changeIdSchema,
  seq: z.int().check(z.minimum(1)),
  editedAt: momentSchema,
})
export type ChangeHeader = Readonly<z.infer<typeof changeHeaderSchema>>

export const changeSchema = z.intersection(changeHeaderSchema, changeBodySchema)
export type Change = ChangeHeader & ChangeBody

/** The kinds this version knows, for telling a newer device's kind (hold) from a broken one (park). */
export const CHANGE_KINDS: readonly ChangeKind[] = [
  'chat.create',
  'chat.set',
  'message.append',
  'message.set',
  'folder.create',
  'folder.set',
  'folder.purge',
  'conflict.resolve',
  'chat.purge',
  'void',
  'restore',
]
