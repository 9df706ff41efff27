/** The addresses of our workers, as a browser takes them that runs no text: no other can be made. */

// oxlint-disable-next-line import/default -- the build gives the address of the file
import SEARCH from '../search/search-worker.ts?worker&url'

/** To TypeScript's library an address is text; a browser that knows better takes only what a policy made. */
export type ScriptAddress = string

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
  if (address !== WORKER && address !== SEARCH)
    throw new TypeError('no script but our workers is loaded by address')
  return address
}

/** Made once: the page's policy lets nobody make a second of this name. */
let policy: ScriptPolicy | undefined

const trusted = (address: string): ScriptAddress => {
  policy ??= globalThis.trustedTypes?.createPolicy('chat-sync', { createScriptURL: own })
  return policy?.createScriptURL(address) ?? address
}

export const workerAddress = (): ScriptAddress => trusted(WORKER)

/** Of the worker that searches, in a file named by its bytes. */
export const searchAddress = (): ScriptAddress => trusted(SEARCH)
