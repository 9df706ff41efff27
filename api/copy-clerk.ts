/** Clerk's own browser code, put beside the app: no script comes from another origin. */

import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** What it loads at once, and the parts that it asks for beside it; none of its other builds. */
const BROWSER_FILE = /^(clerk\.browser|[\w-]+_clerk\.browser_[\w.]+)\.js$/

/** Into a folder named by the version, so that browsers may keep it for ever; gives that folder. */
export const copyClerk = async (web: string): Promise<string> => {
  const from = join(dirname(require.resolve('@clerk/clerk-js/package.json')), 'dist')
  const files = (await readdir(from)).filter((name) => BROWSER_FILE.test(name))
  const [, version] =
    /_([\d.]+)\.js$/.exec(files.find((name) => name !== 'clerk.browser.js') ?? '') ?? []
  if (version === undefined) throw new Error('the package of Clerk has no browser files')
  const to = join(web, 'clerkjs', version)
  await mkdir(to, { recursive: true })
  await Promise.all(files.map((name) => copyFile(join(from, name), join(to, name))))
  return to
}
