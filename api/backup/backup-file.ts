/** A backup as a file: 1,024 bytes that say what it is and how to know that it is whole, then the copy itself. */

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod/mini'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { syncPath } from './tar.ts'

const HEADER_BYTES = 1024

const aboutSchema = z.object({
  format: z.literal('chat-sync backup 1'),
  kind: z.enum(['postgres', 'pglite']),
  /** The last migration of the database that was copied. */
  migration: z.string(),
  madeAt: z.string(),
  bytes: z.int().check(z.minimum(0)),
  sha256: z.string().check(z.regex(/^[\da-f]{64}$/)),
})
type About = Readonly<z.infer<typeof aboutSchema>>

export interface Backup {
  readonly about: About
  readonly path: string
}

/**
 * `fill` writes the copy and ends it. The file gets its name when all of it is on the disk: one that
 * was interrupted leaves none.
 */
export const writeBackup = async (
  path: string,
  of: Pick<About, 'kind' | 'migration'>,
  fill: (out: Writable) => Promise<void>,
): Promise<Backup> => {
  if (await exists(path))
    throw new DatabaseRefusal(`${path} is there already; choose another name.`)
  const part = `${path}.part-${process.pid}`
  try {
    const size = await fillWith(part, fill)
    const about: About = {
      format: 'chat-sync backup 1',
      ...of,
      madeAt: new Date().toISOString(),
      ...size,
    }
    await writeAbout(part, about)
    await rename(part, path)
    await syncPath(dirname(resolve(path)))
    return { about, path }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const writeAbout = async (part: string, about: About): Promise<void> => {
  const handle = await open(part, 'r+')
  try {
    const text = `${JSON.stringify(about).padEnd(HEADER_BYTES - 1)}\n`
    await handle.write(Buffer.from(text), 0, HEADER_BYTES, 0)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const fillWith = async (part: string, fill: (out: Writable) => Promise<void>) => {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const file = createWriteStream(part, { flags: 'wx', mode: 0o600, start: HEADER_BYTES })
  await Promise.all([pipeline(meter, file), fill(meter)])
  return { bytes, sha256: hash.digest('hex') }
}

/** The backup, once every byte of it has been looked at; throws the sentence that says what is wrong. */
export const openBackup = async (path: string): Promise<Backup> => {
  const about = await readAbout(path)
  const { size } = await stat(path)
  if (size !== HEADER_BYTES + about.bytes)
    throw new DatabaseRefusal(
      `${path} is damaged: it has ${size} bytes and should have ${HEADER_BYTES + about.bytes}.`,
    )
  const hash = createHash('sha256')
  for await (const chunk of contentOf({ about, path })) hash.update(chunk)
  if (hash.digest('hex') !== about.sha256)
    throw new DatabaseRefusal(`${path} is damaged: its checksum is not the one it was made with.`)
  return { about, path }
}

const readAbout = async (path: string): Promise<About> => {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new DatabaseRefusal(`${path} cannot be read.`, { cause })
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const json = parseJson(buffer.subarray(0, bytesRead).toString())
    const about = json.kind === 'ok' ? parseWith(aboutSchema, json.value) : json
    if (about.kind === 'broken')
      throw new DatabaseRefusal(`${path} is no backup of chat-sync, or its beginning is damaged.`)
    return about.value
  } finally {
    await handle.close()
  }
}

/** The copy itself, from its start. */
export const contentOf = ({ path }: Backup): AsyncIterable<Buffer> =>
  createReadStream(path, { start: HEADER_BYTES })
