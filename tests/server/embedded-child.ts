/** A second process of the embedded database's tests: opens the folder it is given, and does as it is told. */

import { openDatabase } from '../../db/server/connect.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { createPen, chatCreate, id } from './pen.ts'

const silent = { info: () => undefined, warn: () => undefined }

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Opens, writes one chat after the other, says each revision once it is acknowledged, until it is killed. */
const main = async (folder: string): Promise<void> => {
  const database = await openDatabase({ folder }, silent)
  await migrateDatabase(database, silent)
  const pen = createPen(() => database)
  say(`person ${pen.userId}`)
  for (;;) {
    const reply = await pen.send([pen.change(chatCreate(id()))])
    say(`acknowledged ${reply.head.revision}`)
  }
}

try {
  await main(process.argv[2] ?? '')
} catch (error) {
  say(error instanceof DatabaseRefusal ? `refused ${error.message}` : `failed ${String(error)}`)
  process.exitCode = 1
}
