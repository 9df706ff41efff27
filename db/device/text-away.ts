/** Whether only the cloud has the text of a chat; pure, and in the first load. */

import type { BodyRecord } from './records.ts'

/** Nothing of it leaves the screen. */
export const isBeingRighted = (body: BodyRecord): boolean =>
  body.state === 'fetching' && body.doubted !== undefined && body.goal !== 'dropped'

/** Neither what is here for a visit, nor what is being brought right. */
export const isTextAway = (body: BodyRecord | undefined): boolean =>
  body !== undefined && body.state !== 'visiting' && !isBeingRighted(body)
