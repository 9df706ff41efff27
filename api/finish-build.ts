/** Last step of the build: adds Clerk's browser code, compresses what browsers load, and leaves the mark that the build is whole. */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { BUILD_MARK, ROOT } from './build-mark.ts'
import { copyClerk } from './copy-clerk.ts'

const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.webmanifest'])
const MIN_BYTES = 512
/** What comes from a package is seldom loaded, and is most of what there is: half the effort is enough. */
const QUALITY = 11
const QUALITY_OF_GIVEN = 9

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

const compress = async (path: string, quality: number): Promise<void> => {
  const bytes = await readFile(path)
  if (bytes.length < MIN_BYTES) return
  const [br, gz] = await Promise.all([
    brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    gzipped(bytes, { level: 9 }),
  ])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}

const web = join(ROOT, 'dist/web')
const clerk = await copyClerk(web)
const entries = await readdir(web, { recursive: true, withFileTypes: true })
await Promise.all(
  entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)))
    .map((entry) =>
      compress(
        join(entry.parentPath, entry.name),
        entry.parentPath === clerk ? QUALITY_OF_GIVEN : QUALITY,
      ),
    ),
)
await writeFile(BUILD_MARK, `${new Date().toISOString()}\n`)
