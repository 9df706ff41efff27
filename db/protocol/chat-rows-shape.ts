/** Whether the rows of a chat have the form that the schema defines; a test holds the two together. */

import type { ChatRows } from './chat-rows.ts'
import { isRow } from './row-shape.ts'
import { isCount, isFlag, isListOf, isObjectOf, isWhole } from './shape.ts'

/** As chatRowsSchema. */
export const isChatRows = isObjectOf<ChatRows>(
  { protocol: isWhole, revision: isCount, rows: isListOf(isRow), hasMore: isFlag },
  {},
)
