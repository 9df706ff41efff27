/** What the server tells everybody of itself: how one signs in there, and what it can do. */

import { configReplySchema, type ConfigReply } from '../../db/protocol/session.ts'
import { callApi, type Answer } from './call-api.ts'

export const readConfig = (): Promise<Answer<ConfigReply>> =>
  callApi('/api/config', configReplySchema)
