/** What each of the 64 sends to the server, and the same in one statement by hand. */

import type { Pool } from 'pg'
import { newId } from '../../db/device/new-id.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { PEOPLE, ROWS_A_PUSH } from './crowd.ts'
import type { FullChat } from './rows.ts'
import { type Answered, readAnswer } from './wire-device.ts'

export type PushChat = (person: number, chat: FullChat) => Promise<void>

/** One request of a person's one device; gives the text of the answer. */
export type AskServer = (person: number, body: string) => Promise<string>

export const deviceOf = (person: number): string => `device-of-${person}`

/** The last number a device used, and where it was left. */
interface Standing {
  seq: number
  at: Omit<Answered, 'ms'> | null
}

/** Devices that go on from where the server last told them they are. */
export const pushByWire = (ask: AskServer): PushChat => {
  const standings = Array.from({ length: PEOPLE }, (): Standing => ({ seq: 0, at: null }))
  return async (person, { chat, messages }) => {
    const standing = standings[person]
    if (standing === undefined) throw new Error('there is no such person')
    const header = () => ({
      changeId: idOf(newId()),
      seq: (standing.seq += 1),
      editedAt: chat.timestamp,
    })
    const send = async (changes: readonly object[]) => {
      const request = {
        protocol: PROTOCOL_VERSION,
        direction: 'full',
        deviceId: deviceOf(person),
        sentAt: Date.now(),
        seen: standing.at?.head ?? null,
        cursor: standing.at?.to ?? null,
        pending: changes.length,
        changes,
      }
      standing.at = readAnswer(await ask(person, JSON.stringify(request)))
      if (standing.at.refused > 0) throw new Error('a change was refused')
    }
    // A device is level before it pushes: its answers bring its own rows and no others.
    if (standing.at === null) await send([])
    await send([
      { ...header(), kind: 'chat.create', chat },
      ...messages.map((message) => ({ ...header(), kind: 'message.append', message })),
    ])
  }
}

/** The revision, the chat and its messages, decided by nobody: as fast as one statement can be. */
const BY_HAND = `with head as (
    insert into sync_status (user_id, revision, device_id, last_sync_timestamp)
    values ($1, ${ROWS_A_PUSH}, $2, now())
    on conflict (user_id) do update set revision = sync_status.revision + ${ROWS_A_PUSH},
      device_id = excluded.device_id, last_sync_timestamp = excluded.last_sync_timestamp,
      updated_at = now()
    returning revision - ${ROWS_A_PUSH - 1} as first),
  added_chats as (
    insert into chats (user_id, id, title, timestamp, revision, created_at, updated_at)
    select $1, r.id, r.title, to_timestamp(r.timestamp / 1000), head.first,
      to_timestamp(r.timestamp / 1000), now()
    from head, json_to_recordset($3) as r(id text, title text, timestamp float8))
  insert into messages (user_id, id, chat_id, parent_id, role, content, timestamp, position, model,
    device_id, revision, created_at, updated_at)
  select $1, r.id, r."chatId", r."parentId", r.role, r.content, to_timestamp(r.timestamp / 1000),
    r.at, r.model, $2, head.first + 1 + r.at, to_timestamp(r.timestamp / 1000), now()
  from head, json_to_recordset($4) as r(id text, "chatId" text, "parentId" text, role text,
    content text, timestamp float8, at int, model text)`

export const pushByHand =
  (plain: Pool): PushChat =>
  async (person, { chat, messages }) => {
    await plain.query({
      name: 'by-hand',
      text: BY_HAND,
      values: [
        `by-hand-${person}`,
        deviceOf(person),
        JSON.stringify([chat]),
        JSON.stringify(messages.map((message, at) => ({ ...message, at }))),
      ],
    })
  }
