/** The kinds of errors as a person meets them: a name, one sentence, and the one thing to do; pure. */

/** - `wait`: nothing, it is tried again by itself. `copy`: the details are for whoever runs the server. */
export type Remedy = 'wait' | 'try' | 'sign-in' | 'reload' | 'review' | 'storage' | 'copy'

export interface ErrorType {
  readonly name: string
  readonly sentence: string
  readonly remedy: Remedy
}

const type = (name: string, sentence: string, remedy: Remedy): ErrorType => ({
  name,
  sentence,
  remedy,
})

const TYPES: Readonly<Record<string, ErrorType>> = {
  network: type(
    'No connection',
    'The server could not be reached. Changes wait here and are sent by themselves.',
    'wait',
  ),
  timeout: type(
    'Too slow',
    'The server did not answer in time. The next try sends less at once.',
    'wait',
  ),
  portal: type(
    'Network sign-in',
    'This network asks you to sign in to it before it lets anything through.',
    'try',
  ),
  unreadable: type(
    'Unreadable answer',
    'Something between this device and the server answered in its place.',
    'copy',
  ),
  server: type('Server problem', 'The server has a problem of its own. It is tried again.', 'wait'),
  unavailable: type('Server away', 'The server is not available now. It is tried again.', 'wait'),
  rate_limited: type('Busy', 'The server asked to wait a little, and the app did.', 'wait'),
  signed_out: type('Signed out', 'Sign in to sync. Your chats are safe here.', 'sign-in'),
  session_expired: type(
    'Sign-in ended',
    'Sign in again to sync. Your chats are safe here.',
    'sign-in',
  ),
  session_revoked: type(
    'Signed out elsewhere',
    'This device was signed out from another device.',
    'sign-in',
  ),
  account_deleted: type('Account deleted', 'This account is not on the server any more.', 'copy'),
  user_mismatch: type('Someone else', 'Someone else signed in in this browser.', 'sign-in'),
  forbidden: type('Not allowed', 'The server does not allow this from here.', 'copy'),
  not_found: type('Not found', 'The server does not know this address.', 'copy'),
  too_large: type('Too large', 'Something was larger than the server takes at once.', 'review'),
  out_of_space: type(
    'Cloud full',
    'The server has no room left. Whoever runs it has to make some.',
    'copy',
  ),
  rejected: type('Refused', 'The server could not take a change. It is kept here.', 'review'),
  invalid: type('Refused', 'The server could not read a change. It is kept here.', 'review'),
  update_required: type('Update needed', 'This version of the app is too old to sync.', 'reload'),
  device_full: type('Device full', 'This device is out of space for what comes in.', 'storage'),
  device_lost: type('Storage silent', 'This browser’s storage did not answer.', 'reload'),
  history_forked: type(
    'Server restored',
    'The server went back in time. This device brings back what it lost.',
    'wait',
  ),
  device_forked: type(
    'Device copied',
    'This device was copied or went back in time, and took a new identity.',
    'wait',
  ),
  sequence_gap: type('Numbers apart', 'This device numbered its changes anew.', 'wait'),
}

const UNKNOWN = type(
  'Unknown',
  'Something unexpected happened. The details help to find it.',
  'copy',
)

export const errorType = (key: string): ErrorType =>
  Object.hasOwn(TYPES, key) ? (TYPES[key] ?? UNKNOWN) : UNKNOWN
