/** `npm run backup` and `npm run restore` on both databases: a backup, more writing, a restore, and devices that heal. */

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { beforeEach, describe, expect, test } from 'vitest'
import { backUp } from '../../api/backup/back-up.ts'
import { writeBackup } from '../../api/backup/backup-file.ts'
import { putBack } from '../../api/backup/put-back.ts'
import { readConfig, type Config } from '../../api/config.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { canonical, textsOf } from '../engine/canonical.ts'
import { signInDevice, type SignedIn } from '../engine/signed-in.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { atTheEnd } from '../world/at-the-end.ts'
import { ROOT, temporaryFolder } from '../world/folders.ts'
import { testDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

type Env = Readonly<Record<string, string>>

const command = (name: 'backup' | 'restore', env: Env, ...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const program = ['--import', 'tsx', `${ROOT}api/backup/${name}.ts`, ...words]
    const settings = { env: { PATH: process.env['PATH'], ...env }, cwd: ROOT }
    const child = execFile(process.execPath, program, settings, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })

const configOf = (env: Env): Config => {
  const read = readConfig(env)
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  return read.config
}

/** The same in this process: what it says, or the sentence with which it refuses. */
const restoreHere = (env: Env, from: string, mayReplace = false): Promise<string> =>
  putBack({ file: from, mayReplace, config: configOf(env) }).catch((error: unknown) => {
    if (error instanceof DatabaseRefusal) return error.message
    throw error
  })

const backUpHere = (env: Env, to: string): Promise<string> =>
  backUp({ file: to, config: configOf(env) })

const tokens = createTokenMaker({ origin: 'http://localhost:8787' })

/** A place for a server's data, as settings. */
const places = {
  PostgreSQL: async (): Promise<Env> => {
    const { url, drop } = await testDatabase()
    atTheEnd(drop)
    return { DATABASE_URL: url }
  },
  'the embedded database': async (): Promise<Env> => ({ DATA_DIR: temporaryFolder('data') }),
}

/** A server that can be stopped and started; its devices stay. */
const openServer = async (env: Env) => {
  let app: TestApp | null = await openApp({ env, tokens })
  const stop = async () => {
    await app?.close()
    app = null
  }
  atTheEnd(stop)
  const door: TestApp = {
    ...app,
    send: async (path, init) => {
      if (app === null) throw new TypeError('fetch failed')
      return app.send(path, init)
    },
  }
  const start = async () => {
    app = await openApp({ env, tokens })
  }
  return { door, stop, start }
}

const level = async (...devices: readonly SignedIn[]): Promise<void> => {
  for (let round = 0; round < 2; round += 1)
    for (const device of devices) {
      const outcome = await device.engine.sync('full', { trigger: 'person' })
      expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
    }
}

let file: string

beforeEach(() => {
  file = join(temporaryFolder('backups'), 'a.backup')
})

describe.each(Object.entries(places))('of %s', (name, place) => {
  test('[N1] a backup is put back, what it replaces is kept, and the devices bring back the rest', async () => {
    const env = await place()
    const { door, stop, start } = await openServer(env)
    const [laptop, phone] = [
      await signInDevice(door, { userId: 'anna', seed: 1 }),
      await signInDevice(door, { userId: 'anna', seed: 2 }),
    ]
    const chatId = await laptop.addChat('Bees')
    await laptop.addMessages(chatId, ['before the backup'])
    await level(laptop, phone)
    if (name !== 'PostgreSQL') await stop()
    const key = join(env['DATA_DIR'] ?? temporaryFolder('data'), 'local-key.pem')
    writeFileSync(key, 'the key of the backup')
    const made = await command('backup', env, file)
    if (name !== 'PostgreSQL') await start()
    await laptop.addMessages(chatId, ['after it'])
    await level(laptop, phone)
    const running = await restoreHere(env, file, true)
    await stop()
    writeFileSync(key, 'a later key')
    const refused = await restoreHere(env, file)
    await writeHalf(file, name === 'PostgreSQL' ? 'postgres' : 'pglite')
    const half = await restoreHere(env, `${file}.half`, true)
    const restored = await command('restore', env, file, '--replace')
    await start()

    await level(phone, laptop, phone)

    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Backed up to') })
    expect(running).toMatch(/stop (it|chat-sync), do this, and start it again\.$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(half).toMatch(/^(The backup is cut off|(pg_restore|psql) could not do it: .*)\.?$/)
    const names = readdirSync(dirname(key)).map((one) => one.replace(/-\d.*/, ''))
    expect([readFileSync(key, 'utf8'), ...names.toSorted()]).toEqual(
      name === 'PostgreSQL'
        ? ['a later key', 'local-key.pem']
        : ['the key of the backup', 'database', 'database.lock', 'local-key.pem', 'replaced'],
    )
    expect(refused).toMatch(/add --replace .* kept aside\.$/)
    expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringContaining('kept in') })
    await expect(textsOf(phone.database, chatId)).resolves.toEqual([
      'before the backup',
      'after it',
    ])
    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
    expect(door.logText()).not.toContain('history_forked')
  })
})

describe('of PostgreSQL', () => {
  const place = places.PostgreSQL

  test('a backup goes into an empty place as well, and is whole there', async () => {
    const env = await place()
    const { door, stop } = await openServer(env)
    const laptop = await signInDevice(door, { userId: 'anna', seed: 3 })
    const chatId = await laptop.addChat('Bees')
    await laptop.addMessages(chatId, ['how many?'])
    await level(laptop)
    await stop()
    await backUpHere(env, file)
    const elsewhere = await place()

    const said = await restoreHere(elsewhere, file)
    const again = await openServer(elsewhere)
    const fresh = await signInDevice(again.door, { userId: 'anna', seed: 4 })
    await level(fresh)

    expect(said).toMatch(/^Restored [^ ]+, as of [^ ]+\.$/)
    await expect(textsOf(fresh.database, chatId)).resolves.toEqual(['how many?'])
  })

  test('a damaged or cut file is refused in one sentence, and nothing changes', async () => {
    const env = await place()
    const { door, stop, start } = await openServer(env)
    const laptop = await signInDevice(door, { userId: 'anna', seed: 5 })
    const chatId = await laptop.addChat('stays')
    await level(laptop)
    await stop()
    await backUpHere(env, file)
    const bytes = readFileSync(file)
    const damage: readonly (() => void)[] = [
      () => truncateSync(file, bytes.length - 1),
      () => writeFileSync(file, Buffer.from(bytes).fill(0xff, 2000, 2010)),
      () => writeFileSync(file, bytes.toString('latin1').replace('{"format', '{"farmot'), 'latin1'),
      () =>
        writeFileSync(
          file,
          bytes.toString('latin1').replace(/"migration":"\d+/, '"migration":"9999'),
          'latin1',
        ),
      () => writeFileSync(file, 'not a backup'),
      () => rmSync(file),
    ]

    await expect(backUpHere(env, file)).rejects.toThrow('is there already')
    const said: string[] = []
    for (const spoil of damage) {
      spoil()
      said.push(await restoreHere(env, file, true))
    }
    await start()
    const fresh = await signInDevice(door, { userId: 'anna', seed: 6 })
    await level(fresh)

    const ends = [
      'is damaged',
      'is damaged',
      'is no backup',
      'newer version',
      'is no backup',
      'be read',
    ]
    for (const [at, sentence] of said.entries()) {
      expect(sentence).toContain(ends[at])
      expect(sentence).toMatch(/^\S[^\n]*\.$/)
    }
    await expect(fresh.database.chats.get(chatId)).resolves.toMatchObject({ title: 'stays' })
  })
})

test('tables of another program in the same database are never touched', async () => {
  const env = await places.PostgreSQL()
  const { door, stop } = await openServer(env)
  await level(await signInDevice(door, { userId: 'anna', seed: 9 }))
  await stop()
  await backUpHere(env, file)
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] })
  await client.connect()
  await client.query('create table recipes (title text)')
  await client.end()

  await expect(restoreHere(env, file, true)).resolves.toMatch(/another program \(recipes\)/)
})

/** As if the copying had stopped unnoticed: the file is whole, what is in it is not. */
const writeHalf = async (of: string, kind: 'postgres' | 'pglite'): Promise<void> => {
  const content = readFileSync(of).subarray(1024)
  const part = content.subarray(0, Math.floor(content.length * 0.9))
  const about = { kind, migration: '0003-sessions-and-attachments' }
  await writeBackup(`${of}.half`, about, async (out) => void out.end(part))
}

test('a database that is away, and a command without a file, are told in one sentence', async () => {
  const nobody = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }

  const away = await command('backup', nobody, file)
  const nothing = await command('restore', nobody)

  expect(away).toEqual({
    code: 1,
    out: '',
    err: 'The database in DATABASE_URL cannot be reached.\n',
  })
  expect(nothing.err).toBe('Say which backup: npm run restore -- FILE [--replace]\n')
})
