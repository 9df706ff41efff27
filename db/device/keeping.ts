/** The record that says of a chat or folder that it is only on this device. */

/**
 * What is written to it is held. `from`: the person said
 * so of it, or of the folder that it was in; of the latter only what is still in it is let go with it.
 */
export interface KeepingRecord {
  readonly id: string
  readonly mode: 'device'
  readonly entity: 'chat' | 'folder'
  readonly from: 'person' | 'folder'
}
