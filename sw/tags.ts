/** Names under which the browser knows what it may wake the worker for. */

/** Background Sync: send what waits, once there is a network. */
export const SYNC_TAG = 'chat-sync'
/** Periodic Background Sync: a full sync, as seldom as the browser likes. */
export const PERIODIC_TAG = 'chat-sync-full'
/** Background Sync: tell the server of a sign-out that it has not heard of. */
export const SIGN_OUT_TAG = 'sign-out'
