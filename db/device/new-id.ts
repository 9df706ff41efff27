/** New ids on a device: the one place in this room that asks the clock and chance. */

import { uuidV7 } from '../protocol/make-id.ts'

export const newId = (): string => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
