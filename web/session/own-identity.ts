/** The record of whose browser this is, and the word to its other tabs that it has changed. */

import { MetaDatabase } from '../../db/device/identity.ts'

export const meta = new MetaDatabase()

const channel = new BroadcastChannel('chat-sync-session')

export const tellIdentityChanged = (): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
  channel.postMessage('identity')
}

/** Another tab, the sign-in document among them, has changed it. */
export const onIdentityChanged = (listener: () => void): void =>
  channel.addEventListener('message', listener)
