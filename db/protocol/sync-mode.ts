/** Where the messages of a chat are kept: on every device, or in the cloud until somebody opens it. */

import * as z from 'zod/mini'

export const syncModeSchema = z.enum(['everywhere', 'cloud'])
/** In a row or a set, null or absent means: as its folder says, and there: everywhere. */
export type SyncMode = z.infer<typeof syncModeSchema>
