/** Brings the app's own pen into a page and writes with it, without waking the sync. */

import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { ROOT } from './folders.ts'
import type { ManyMessages } from './pen-in-page.ts'

let code: Promise<string> | undefined

const bundle = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      lib: { entry: join(ROOT, 'tests/world/pen-in-page.ts'), formats: ['iife'], name: 'pen' },
    },
  })
  const [bundled] = Array.isArray(built) ? built : [built]
  if (bundled === undefined || !('output' in bundled)) throw new Error('the pen was not built')
  return bundled.output[0].code
}

/** A chat of many messages on this device, as if a person had written them one by one. */
export const writeMany = async (page: Page, many: ManyMessages): Promise<void> => {
  code ??= bundle()
  await page.evaluate(await code)
  const outcome = await page.evaluate((what) => globalThis.writeManyMessages?.(what), many)
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`)
}
