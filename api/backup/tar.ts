/** A folder as a stream of bytes and back, in the tar format (POSIX ustar), which every system can open. */

import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DatabaseRefusal } from '../../db/server/database.ts'

const BLOCK = 512
const FOLDER = '5'

interface Entry {
  readonly name: string
  readonly size: number
  readonly isFolder: boolean
}

/** `names` lie in `root`: files, or folders with all that is in them. */
export async function* pack(root: string, names: readonly string[]): AsyncGenerator<Buffer> {
  for (const name of names) yield* packOne(root, name)
  yield Buffer.alloc(2 * BLOCK)
}

async function* packOne(root: string, name: string): AsyncGenerator<Buffer> {
  const found = await stat(join(root, name))
  const { size } = found
  if (found.isDirectory()) {
    yield headerOf({ name, size: 0, isFolder: true }, found)
    const within = await readdir(join(root, name))
    for (const child of within.toSorted()) yield* packOne(root, `${name}/${child}`)
    return
  }
  yield headerOf({ name, size, isFolder: false }, found)
  const bytes: AsyncIterable<Buffer> = createReadStream(join(root, name))
  if (size > 0) yield* bytes
  yield Buffer.alloc(paddingOf(size))
}

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

const octal = (value: number, length: number): string =>
  `${Math.trunc(value)
    .toString(8)
    .padStart(length - 1, '0')}\0`

const headerOf = (
  { name, size, isFolder }: Entry,
  { mode, mtimeMs }: { readonly mode: number; readonly mtimeMs: number },
): Buffer => {
  const header = Buffer.alloc(BLOCK)
  const put = (text: string, at: number): void => void header.write(text, at, 'latin1')
  if (Buffer.byteLength(name) > 99) throw new Error('a name is too long for the archive')
  header.write(name, 0)
  put(octal(mode & 0o777, 8), 100)
  put(octal(0, 8) + octal(0, 8), 108)
  put(octal(size, 12) + octal(mtimeMs / 1000, 12), 124)
  put(' '.repeat(8), 148)
  put(isFolder ? FOLDER : '0', 156)
  put('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(`${octal(sum, 7)} `, 148)
  return header
}

/** Takes exactly so many bytes from what comes in pieces; fewer mean that it was cut off. */
const createReader = (source: AsyncIterable<Buffer>) => {
  const pieces = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function* take(size: number): AsyncGenerator<Buffer> {
    let left = size
    while (left > 0) {
      if (rest.length === 0) {
        const next = await pieces.next()
        if (next.done === true) throw new DatabaseRefusal('The backup is cut off.')
        rest = next.value
      }
      const part = rest.subarray(0, left)
      rest = rest.subarray(part.length)
      left -= part.length
      yield part
    }
  }
  const read = async (size: number): Promise<Buffer> => {
    const parts: Buffer[] = []
    for await (const part of take(size)) parts.push(part)
    return Buffer.concat(parts)
  }
  return { take, read }
}

/** Writes every file to the disk and into it; a name that leads elsewhere is refused. */
export const unpack = async (source: AsyncIterable<Buffer>, into: string): Promise<void> => {
  const reader = createReader(source)
  const written = [into]
  for (;;) {
    const entry = readHeader(await reader.read(BLOCK))
    if (entry === null) break
    const path = join(into, entry.name)
    await mkdir(entry.isFolder ? path : dirname(path), { recursive: true, mode: 0o700 })
    if (!entry.isFolder) {
      const bytes = Readable.from(reader.take(entry.size))
      await pipeline(bytes, createWriteStream(path, { mode: 0o600 }))
      await reader.read(paddingOf(entry.size))
    }
    written.push(path)
  }
  for (let at = 0; at < written.length; at += SYNCED_AT_ONCE)
    await Promise.all(written.slice(at, at + SYNCED_AT_ONCE).map(syncPath))
}

/** A disk that is asked for many at once writes them together. */
const SYNCED_AT_ONCE = 64

/** What a rename or a crash must find on the disk: a file's bytes, a folder's names. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const textAt = (header: Buffer, from: number, to: number): string =>
  header.subarray(from, to).toString().split('\0')[0] ?? ''

const readHeader = (header: Buffer): Entry | null => {
  if (header.every((byte) => byte === 0)) return null
  const name = textAt(header, 0, 100)
  const size = Number.parseInt(textAt(header, 124, 136), 8)
  const isOurs = textAt(header, 257, 263).startsWith('ustar') && /^[\w./-]+$/.test(name)
  if (!isOurs || Number.isNaN(size) || name.startsWith('/') || name.split('/').includes('..'))
    throw new DatabaseRefusal('The backup holds what no backup of chat-sync holds.')
  return { name, size, isFolder: textAt(header, 156, 157) === FOLDER }
}
