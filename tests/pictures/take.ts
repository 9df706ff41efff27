/** Pictures of what is on the screen, at several sizes, in both schemes. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from '../world/folders.ts'

const FOLDER = join(ROOT, '.cache/pictures/screens')
const SIZES = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const SCHEMES = ['light', 'dark'] as const

/** Long enough for what fades in. */
export const STILL_AFTER_MS = 400

export const PHONE_AND_DESK = SIZES.filter(({ width }) => width === 390 || width === 1280)

export const take = async (page: Page, name: string, sizes = SIZES): Promise<void> => {
  mkdirSync(FOLDER, { recursive: true })
  for (const size of sizes)
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(STILL_AFTER_MS)
      await page.screenshot({ path: join(FOLDER, `${name}-${size.width}-${colorScheme}.png`) })
    }
}
