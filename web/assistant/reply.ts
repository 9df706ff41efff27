/** The reply of a chat, as far as it has come. */

import type { Streamed } from '../../db/device/streamed.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'

/**
 * `running`: being written; without text nothing has come yet. `landed`: it is a message, which the
 * list reads back in a moment. `failed`: there is none, or it could not be stored.
 */
export type Reply =
  | ({ readonly kind: 'running' } & Streamed)
  | ({ readonly kind: 'landed' } & Streamed)
  | {
      readonly kind: 'failed'
      readonly chatId: ChatId
      readonly parentId: MessageId
      readonly text: string
      /** Why. */
      readonly words: string
    }
