/** The address of our worker, as a browser takes it that runs no text: the only one that can be made. */

import type { Workbox } from 'workbox-window'

export type ScriptAddress = ConstructorParameters<typeof Workbox>[0]

/** Makes addresses that a script may be loaded from. */
export interface ScriptPolicy {
  readonly createScriptURL: (address: string) => ScriptAddress
}

declare global {
  /** TypeScript's own library has no Trusted Types; older browsers have none either. */
  var trustedTypes:
    | { readonly createPolicy: (name: string, rules: ScriptPolicy) => ScriptPolicy }
    | undefined
}

const WORKER = '/worker.js'

const own = (address: string): string => {
  if (address !== WORKER) throw new TypeError('no script but our worker is loaded by address')
  return address
}

/** To be called once: the page's policy lets nobody make a second of this name. */
export const workerAddress = (): ScriptAddress =>
  globalThis.trustedTypes
    ?.createPolicy('chat-sync', { createScriptURL: own })
    .createScriptURL(WORKER) ?? WORKER
