/** What a session token must be to prove who someone is. */

import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openLocalIssuer } from '../../api/identity/local-issuer.ts'
import { createVerifyToken, type TokenRefusal } from '../../api/identity/verify-token.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { temporaryFolder } from '../world/folders.ts'
import { createTokenMaker, forge } from '../world/tokens.ts'

const ORIGIN = 'https://chat.example.com'
const maker = createTokenMaker({ origin: ORIGIN })
const stranger = createTokenMaker({ origin: ORIGIN })
const verify = createVerifyToken({
  [maker.issuer]: { jwtKeys: [maker.jwtKey], authorizedParties: [ORIGIN] },
})

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow

/** Leaves the claim out: JSON has no undefined. */
const without = (name: string) => maker.sign('user_a', { [name]: undefined })

const hmac = (signed: string): string =>
  createHmac('sha256', maker.jwtKey).update(signed).digest('base64url')

const flip = (token: string): string => {
  const [header, payload = '', signature] = token.split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('user_a', 'user_b')
  return [header, Buffer.from(claims).toString('base64url'), signature].join('.')
}

describe('a session token', () => {
  test('of our issuer, for our origin, within its minute, says who it is', async () => {
    await expect(verify(await maker.sign('user_a'))).resolves.toEqual({
      kind: 'verified',
      userId: 'user_a',
      sessionId: 'sess_2abcDEF',
      issuedAt: expect.any(Number),
    })
  })

  test('is accepted a few seconds late, as clocks differ', async () => {
    const token = await maker.sign('user_a', { exp: seconds(-3) })

    await expect(verify(token)).resolves.toMatchObject({ kind: 'verified' })
  })

  const refused: readonly (readonly [string, () => Promise<string>, TokenRefusal])[] = [
    ['whose minute is over', () => maker.sign('user_a', { exp: seconds(-60) }), 'expired'],
    ['that is not valid yet', () => maker.sign('user_a', { nbf: seconds(60) }), 'not-verified'],
    ['made in the future', () => maker.sign('user_a', { iat: seconds(60) }), 'not-verified'],
    ['a few seconds too late', () => maker.sign('user_a', { exp: seconds(-6) }), 'expired'],
    ['without an end', () => without('exp'), 'not-verified'],
    ['without a beginning', () => without('iat'), 'claims-broken'],
    ['whose person is a number', () => maker.sign('user_a', { sub: 7 }), 'not-verified'],
    ['without a person', () => without('sub'), 'not-verified'],
    [
      'for another origin',
      () => maker.sign('user_a', { azp: 'https://evil.example' }),
      'not-verified',
    ],
    ['that names no origin', () => without('azp'), 'not-verified'],
    ['signed with another key', () => stranger.sign('user_a'), 'not-verified'],
    ['changed after signing', async () => flip(await maker.sign('user_a')), 'not-verified'],
    [
      'with alg none',
      async () => forge(await maker.sign('user_a'), { alg: 'none', typ: 'JWT' }, ''),
      'not-verified',
    ],
    [
      'with alg None and a signature',
      async () => forge(await maker.sign('user_a'), { alg: 'None', typ: 'JWT' }, 'AAAA'),
      'not-verified',
    ],
    [
      'with our public key as the secret of HS256',
      async () => forge(await maker.sign('user_a'), { alg: 'HS256', typ: 'JWT' }, hmac),
      'not-verified',
    ],
    [
      'with such a signature under RS256',
      async () => forge(await maker.sign('user_a'), { alg: 'RS256', typ: 'JWT' }, hmac),
      'not-verified',
    ],
    [
      'without a signature',
      async () => forge(await maker.sign('user_a'), { alg: 'RS256', typ: 'JWT' }, ''),
      'not-verified',
    ],
    [
      'with another RSA algorithm',
      () => maker.sign('user_a', {}, { alg: 'PS256' }),
      'not-verified',
    ],
    ['with a longer RSA hash', () => maker.sign('user_a', {}, { alg: 'RS512' }), 'not-verified'],
    [
      'with an algorithm of another kind of key',
      async () => forge(await maker.sign('user_a'), { alg: 'ES256', typ: 'JWT' }, 'AAAA'),
      'not-verified',
    ],
    ['of a machine', () => maker.sign('user_a', {}, { cat: 'cl_B7d4PD333AAA' }), 'not-verified'],
    ['of another type', () => maker.sign('user_a', {}, { typ: 'at+jwt' }), 'not-verified'],
    [
      'of another issuer',
      () => maker.sign('user_a', { iss: 'https://other.example' }),
      'issuer-unknown',
    ],
    [
      'whose issuer is called __proto__',
      () => maker.sign('user_a', { iss: '__proto__' }),
      'issuer-unknown',
    ],
    [
      'whose issuer is called constructor',
      () => maker.sign('user_a', { iss: 'constructor' }),
      'issuer-unknown',
    ],
    ['without an issuer', () => without('iss'), 'issuer-unknown'],
    ['of no session', () => without('sid'), 'session-id-missing'],
    [
      'of a thing that is no session',
      () => maker.sign('user_a', { sid: 'tok_1' }),
      'session-id-missing',
    ],
    [
      'of a session that is pending',
      () => maker.sign('user_a', { sts: 'pending' }),
      'session-not-active',
    ],
    [
      'that lives for years',
      () => maker.sign('user_a', { exp: seconds(315_360_000) }),
      'lifetime-too-long',
    ],
    [
      'of somebody who acts as this person',
      () => maker.sign('user_a', { act: { sub: 'user_b' } }),
      'impersonation',
    ],
    ['whose person is no id of ours', () => maker.sign('user a/../b'), 'claims-broken'],
    ['that is text', async () => 'garbage', 'issuer-unknown'],
    ['that is nothing', async () => '', 'issuer-unknown'],
    ['that is half a token', async () => 'AAAA.BBBB', 'issuer-unknown'],
    ['of three parts of garbage', async () => 'AAAA.BBBB.CCCC', 'issuer-unknown'],
    [
      'of our issuer with a body alone',
      async () => (await maker.sign('user_a')).split('.').slice(0, 2).join('.'),
      'issuer-unknown',
    ],
    [
      'of a template for somebody else',
      () => maker.sign('user_a', { aud: 'other', sid: undefined }),
      'session-id-missing',
    ],
    ['with a part too many', async () => `${await maker.sign('user_a')}.AAAA`, 'issuer-unknown'],
    ['with a space at its end', async () => `${await maker.sign('user_a')} `, 'not-verified'],
    [
      'that is endless',
      async () => `${await maker.sign('user_a')}${'A'.repeat(10_000)}`,
      'issuer-unknown',
    ],
  ]

  for (const [what, make, reason] of refused)
    test(`${what} is refused`, async () => {
      await expect(verify(await make())).resolves.toEqual({ kind: 'refused', reason })
    })

  test('of an unknown key id, or of none, is judged by its signature', async () => {
    for (const kid of ['ins_other', undefined])
      await expect(verify(await maker.sign('user_a', {}, { kid }))).resolves.toMatchObject({
        kind: 'verified',
      })
  })

  test('of this machine is nobody where Clerk signs people in', async () => {
    const local = await openLocalIssuer({ dataDir: temporaryFolder('key'), appOrigin: ORIGIN })
    const token = await local.sign(userIdSchema.parse('owner'))

    await expect(createVerifyToken(local.issuers)(token)).resolves.toMatchObject({
      kind: 'verified',
    })
    await expect(verify(token)).resolves.toEqual({ kind: 'refused', reason: 'issuer-unknown' })
  })

  test('of either key is taken while an issuer has two, and of a third is not', async () => {
    const next = createTokenMaker({ origin: ORIGIN })
    const rotating = createVerifyToken({
      [maker.issuer]: { jwtKeys: [next.jwtKey, maker.jwtKey], authorizedParties: [ORIGIN] },
    })
    const ask = async (signer: typeof maker, exp = seconds(60)) => {
      const verification = await rotating(await signer.sign('user_a', { exp }))
      return verification.kind === 'refused' ? verification.reason : verification.kind
    }

    // All under one key id, in turns: what one key proved says nothing about the next token.
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await ask(maker)).toBe('verified')
      expect(await ask(next)).toBe('verified')
      expect(await ask(stranger)).toBe('not-verified')
    }
    expect(await ask(maker, seconds(-60))).toBe('expired')
  })

  test('proves nothing where its issuer has another key', async () => {
    const other = createVerifyToken({
      [maker.issuer]: { jwtKeys: [stranger.jwtKey], authorizedParties: [ORIGIN] },
    })

    await expect(other(await maker.sign('user_a'))).resolves.toMatchObject({ kind: 'refused' })
    await expect(other(await stranger.sign('user_a'))).resolves.toMatchObject({ kind: 'verified' })
    await expect(verify(await stranger.sign('user_a'))).resolves.toMatchObject({ kind: 'refused' })
  })
})
