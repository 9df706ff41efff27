/** Several statements in one packet, answered together: one trip over the network instead of one each. */

import type { Connection, Submittable } from 'pg'
import type { Cells, Row, Statement } from './statement.ts'

/** A connection on loan. `send` answers all of the statements, or throws what the first failure was. */
export interface Lent {
  readonly send: (statements: readonly Statement[]) => Promise<readonly Cells[]>
  readonly release: () => void
}

/** What node-postgres calls on what it was given to send; `callback` it may wrap, for its time limit. */
interface Packet extends Submittable {
  callback: (error: unknown, answers: readonly Cells[]) => void
  handleRowDescription: () => void
  handleDataRow: (message: { readonly fields: Row }) => void
  handleCommandComplete: () => void
  handleEmptyQuery: () => void
  handlePortalSuspended: () => void
  handleCopyInResponse: () => void
  handleReadyForQuery: () => void
  handleError: (error: unknown) => void
}

/**
 * All of it stands before one Sync: when a statement fails, PostgreSQL skips the rest, and nothing is
 * answered before everything is. Outside of `begin` and `commit` it is a transaction by itself.
 * `prepared` are the names that this connection has planned already.
 */
export const createPacket = (
  statements: readonly Statement[],
  prepared: Set<string>,
  callback: Packet['callback'],
): Packet => {
  const answers: Row[][] = statements.map(() => [])
  let at = 0
  const packet: Packet = {
    callback,
    submit: (connection) => {
      connection.stream.cork?.()
      for (const asked of statements) {
        if (!prepared.has(asked.name)) prepare(connection, asked)
        connection.bind({ statement: asked.name, values: [...asked.values] }, true)
        connection.execute({}, true)
      }
      connection.sync()
      connection.stream.uncork?.()
    },
    handleRowDescription: ignore,
    handleDataRow: ({ fields }) => void answers[at]?.push(fields),
    handleCommandComplete: () => {
      at += 1
    },
    handleEmptyQuery: ignore,
    handlePortalSuspended: ignore,
    handleCopyInResponse: ignore,
    handleReadyForQuery: () => {
      for (const { name } of statements) prepared.add(name)
      packet.callback(null, answers)
    },
    handleError: (error) => packet.callback(error, []),
  }
  return packet
}

/** Not asked for here: an exception in the middle of reading would end the process. */
const ignore = (): void => undefined

/** The name may be taken already: by a packet that prepared it and then failed. */
const prepare = (connection: Connection, { name, text, types }: Statement): void => {
  connection.close({ type: 'S', name }, true)
  connection.parse({ name, text, types: [...types] }, true)
}
