/** The built app in memory: read once, so that an update on the disk never mixes two builds in one page. */

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface StaticFile {
  readonly type: string
  readonly etag: string
  readonly bytes: Buffer
  /** Made by the build where they are smaller. */
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
}

/** By path, `/index.html` and so on. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Everything with a type that we know: source maps and the compressed twins are no files of their own. */
export const readStaticFiles = async (folder: string): Promise<StaticFiles> => {
  const raw = await readAll(folder)
  const files = [...raw].flatMap(([path, bytes]): [string, StaticFile][] => {
    const type = TYPES[extname(path)]
    if (type === undefined) return []
    const file = {
      type,
      bytes,
      etag: etagOf(bytes),
      br: raw.get(`${path}.br`),
      gzip: raw.get(`${path}.gz`),
    }
    return [[path, file]]
  })
  return new Map(files)
}

const readAll = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, Buffer>()
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).join('/')}`, await readFile(path))
  }
  return files
}

/** Weak: the compressed bodies are the same file in other bytes. */
const etagOf = (bytes: Buffer): string =>
  `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
