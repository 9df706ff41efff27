/** Signs session tokens on a machine without Clerk; they are verified by the same code as Clerk's. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import type { UserId } from '../../db/protocol/ids.ts'
import type { Issuers } from './verify-token.ts'

const ISSUER = 'urn:chat-sync:local'
const LIFETIME_S = 60

export interface LocalIssuer {
  readonly issuers: Issuers
  /** A token that says "this is `userId`" for the next minute. */
  sign(userId: UserId): Promise<string>
}

/** The key lies in `dataDir`, readable by its owner alone, and is made on the first start. */
export const openLocalIssuer = async (settings: {
  readonly dataDir: string
  readonly appOrigin: string
}): Promise<LocalIssuer> => {
  const key = createPrivateKey(await readOrMakeKey(settings.dataDir))
  const jwtKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return {
    issuers: { [ISSUER]: { jwtKeys: [jwtKey], authorizedParties: [settings.appOrigin] } },
    sign: (userId) => signToken(key, userId, settings.appOrigin),
  }
}

const signToken = (key: KeyObject, userId: UserId, origin: string): Promise<string> =>
  new SignJWT({ azp: origin, sid: `sess_local${randomBytes(8).toString('hex')}`, sts: 'active' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(userId)
    .setIssuedAt()
    .setNotBefore('0 s')
    .setExpirationTime(`${LIFETIME_S} s`)
    .sign(key)

const readOrMakeKey = async (dataDir: string): Promise<string> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'local-key.pem')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  return makeKey(path)
}

/** `wx`: of two processes that start together one makes the key and the other reads it. */
const makeKey = async (path: string): Promise<string> => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(pem)
    await file.sync()
    await file.close()
    return pem
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    return readFile(path, 'utf8')
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
