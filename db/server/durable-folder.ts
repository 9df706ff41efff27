/** The embedded database's folder, written so that a commit outlives a power cut. */

import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = NodeFS['init']
type Started = Awaited<ReturnType<Init>>
type Module = Parameters<NonNullable<Started['emscriptenOpts']['preRun']>[number]>[0]

/** What Emscripten hands to a stream operation: `nfd` is Node's file descriptor, absent on a folder. */
interface Stream {
  readonly nfd?: number
  readonly path?: string
}

interface NodeStreams {
  readonly filesystems: {
    readonly NODEFS: { readonly stream_ops: { fsync?: (stream: Stream) => number } }
  }
}

const holdsNodeStreams = (fs: object): fs is NodeStreams =>
  'filesystems' in fs &&
  typeof fs.filesystems === 'object' &&
  fs.filesystems !== null &&
  'NODEFS' in fs.filesystems

/**
 * NODEFS answers every fsync with success and does nothing (electric-sql/pglite#1107). This one
 * does it. It leans on a part of Emscripten that is not promised, so the version is pinned exactly
 * and a test counts the syncs of a commit.
 */
export class DurableFolder extends NodeFS {
  override async init(...given: Parameters<Init>): Promise<Started> {
    const started = await super.init(...given)
    const preRun = [...(started.emscriptenOpts.preRun ?? []), syncForReal]
    return { emscriptenOpts: { ...started.emscriptenOpts, preRun } }
  }
}

const syncForReal = (module: Module): void => {
  const fs: object = module.FS
  if (!holdsNodeStreams(fs)) throw new Error('the embedded database has no NODEFS to make durable')
  fs.filesystems.NODEFS.stream_ops.fsync = syncStream
}

const syncStream = (stream: Stream): number => {
  if (stream.nfd === undefined) syncFolder(stream.path ?? '.')
  else fdatasyncSync(stream.nfd)
  return 0
}

const syncFolder = (path: string): void => {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/**
 * PGlite's own parameters but `-F` (which turns fsync off); `fdatasync`, the usual way, never
 * reaches the file system here, `fsync` does.
 */
export const durableStartParams = (): string[] => [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  '-c',
  'wal_sync_method=fsync',
]
