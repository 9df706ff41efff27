/** Comparing with the server's digests while something else goes on in the database. */

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { findDiffering } from '../../db/device/compare.ts'
import { digestChat, serverChat, type Sha256 } from '../../db/device/digest.ts'
import { chatId, createDevice } from './device.ts'

const CHAT = chatId('chat-1')
const ALL = { isWhole: true, after: '', upTo: null }

const sha256: Sha256 = async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())

test('text that is let go of while it is compared does not differ', async () => {
  const { db, holdChat } = await createDevice()
  await holdChat(CHAT, 3)
  const chat = await serverChat(db, CHAT)
  if (chat === null) throw new Error('there is no chat')
  const theirs = await digestChat(db, sha256, chat)
  const slow: Sha256 = async (bytes) => {
    await dropBodies(db, [CHAT], 1)
    return sha256(bytes)
  }

  expect(await findDiffering(db, slow, { chats: [theirs], ...ALL })).toEqual([])

  const other = { ...theirs, fields: 'x' }
  expect(await findDiffering(db, sha256, { chats: [other], ...ALL })).toEqual([CHAT])
})
