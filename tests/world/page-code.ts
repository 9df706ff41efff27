/** Code of ours that runs inside a page of the app, bundled with what it imports. */

import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from './folders.ts'

const codeByEntry = new Map<string, Promise<string>>()

/** One script that sets its globals; made once, whoever asks. */
export const pageCode = (entry: string): Promise<string> => {
  const code = codeByEntry.get(entry) ?? bundle(entry)
  codeByEntry.set(entry, code)
  return code
}

const bundle = async (entry: string): Promise<string> => {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      lib: { entry: join(ROOT, entry), formats: ['iife'], name: 'inPage' },
    },
  })
  const [bundled] = Array.isArray(built) ? built : [built]
  if (bundled === undefined || !('output' in bundled)) throw new Error(`${entry} was not built`)
  return bundled.output[0].code
}
