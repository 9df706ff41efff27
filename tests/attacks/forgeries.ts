/** Session tokens that prove nothing: one for each way in which somebody could try. */

import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { ORIGIN } from '../world/app.ts'
import { createTokenMaker, forge, type TokenMaker } from '../world/tokens.ts'

export interface Forgery {
  readonly what: string
  readonly token: string
  readonly fault: 'signed_out' | 'session_expired'
}

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow

const encode = (part: string): string => Buffer.from(part).toString('base64url')

const signWith =
  (key: KeyObject, algorithm = 'RSA-SHA256') =>
  (signed: string): string =>
    createSign(algorithm).update(signed).sign(key, 'base64url')

/** The same token with other bytes as its payload, under the signature it had. */
const tamper = (token: string, change: (claims: string) => string): string => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = change(Buffer.from(payload, 'base64url').toString())
  return `${header}.${encode(claims)}.${signature}`
}

/** Headers with a key of the sender's own, which no server may take from there. */
const ownKeys = (key: KeyObject): readonly Readonly<Record<string, unknown>>[] => {
  const jwk = { ...key.export({ format: 'jwk' }), kid: 'ins_2abc' }
  const header = (more: Readonly<Record<string, unknown>>) => ({
    alg: 'RS256',
    typ: 'JWT',
    ...more,
  })
  return [
    header({ jwk, kid: 'ins_2abc' }),
    header({ jku: 'https://elsewhere.example/jwks.json' }),
    header({ x5u: 'https://elsewhere.example/cert.pem' }),
    header({ kid: '../../../../dev/null' }),
    header({ kid: "x' union select 'AA" }),
    header({ kid: 'ins_2abc', crit: ['exp'] }),
  ]
}

type Claims = Readonly<Record<string, unknown>>

/** Signed with the right key, and still no sign-in: what each says beside the ordinary claims. */
const BAD_CLAIMS: Readonly<Record<string, () => Claims>> = {
  'that is not valid yet': () => ({ nbf: seconds(60) }),
  'made in the future': () => ({ iat: seconds(60) }),
  'without an end': () => ({ exp: undefined }),
  'whose end is text': () => ({ exp: '9999999999' }),
  'without a beginning': () => ({ iat: undefined }),
  'for another origin': () => ({ azp: 'https://elsewhere.example' }),
  'for an origin that begins like ours': () => ({ azp: `${ORIGIN}.elsewhere.example` }),
  'for ours among several': () => ({ azp: [ORIGIN] }),
  'for no origin': () => ({ azp: undefined }),
  'for an empty origin': () => ({ azp: '' }),
  'of an unknown issuer': () => ({ iss: 'https://elsewhere.example' }),
  'of the issuer __proto__': () => ({ iss: '__proto__' }),
  'of the issuer constructor': () => ({ iss: 'constructor' }),
  'of several issuers': () => ({ iss: ['https://clerk.example.com'] }),
  'of no issuer': () => ({ iss: undefined }),
  'of a pending session': () => ({ sts: 'pending' }),
  'of a session in no state we know': () => ({ sts: null }),
  'of no session': () => ({ sid: undefined }),
  'of a session that is a list': () => ({ sid: ['sess_2abc'] }),
  'of somebody who acts for the person': () => ({ act: { sub: 'user_b', iss: 'x', sid: 'y' } }),
  'that lives ten years': () => ({ exp: seconds(315_360_000) }),
  'of no person': () => ({ sub: undefined }),
  'of an empty person': () => ({ sub: '' }),
  'of a person who is a list': () => ({ sub: ['user_a'] }),
  'of the person __proto__': () => ({ sub: '__proto__' }),
  'of a person with a name too long': () => ({ sub: `u${'x'.repeat(64)}` }),
  'of a person with SQL for a name': () => ({ sub: "a' or '1'='1" }),
}

const signedButBad = (maker: TokenMaker): Promise<readonly Forgery[]> =>
  Promise.all(
    Object.entries(BAD_CLAIMS).map(async ([what, claims]) => ({
      what,
      token: await maker.sign('user_a', claims()),
      fault: 'signed_out' as const,
    })),
  )

const broken = (token: string): Readonly<Record<string, string>> => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return {
    'of one part': header,
    'of two parts': `${header}.${payload}`,
    'of four parts': `${token}.AAAA`,
    'of empty parts': '..',
    'of five parts, as one that is encrypted': `${token}.AAAA.AAAA`,
    'that is garbage': 'garbage',
    'whose parts are garbage': 'a.b.c',
    'whose payload is no object': `${header}.${encode('"user_a"')}.${signature}`,
    'whose payload is null': `${header}.${encode('null')}.${signature}`,
    'whose payload nests a thousand deep': `${header}.${encode('['.repeat(1000))}.${signature}`,
    'whose header is null': `${encode('null')}.${payload}.${signature}`,
    'that is huge': `${header}.${payload}${'A'.repeat(100_000)}.${signature}`,
    'whose signature is cut': token.slice(0, -10),
    'without a signature': `${header}.${payload}.`,
  }
}

/** Each without the key: the header, the payload or the signature are the sender's own. */
const unsigned = async (maker: TokenMaker): Promise<Readonly<Record<string, string>>> => {
  const token = await maker.sign('user_a')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const hmac = (signed: string) =>
    createHmac('sha256', maker.jwtKey).update(signed).digest('base64url')
  const alg = (name: string) => ({ alg: name, typ: 'JWT', kid: 'ins_2abc' })
  const table: Record<string, string> = {
    'with alg none': forge(token, alg('none'), ''),
    'with alg NONE and the old signature': forge(token, alg('NONE'), token.split('.')[2] ?? ''),
    'with HS256 and our public key as the secret': forge(token, alg('HS256'), hmac),
    'with that signature under RS256': forge(token, alg('RS256'), hmac),
    'with PS256': await maker.sign('user_a', {}, { alg: 'PS256' }),
    'with RS512': await maker.sign('user_a', {}, { alg: 'RS512' }),
    'with ES256': forge(token, alg('ES256'), signWith(ec.privateKey, 'SHA256')),
    'with no alg': forge(token, { typ: 'JWT' }, signWith(rsa.privateKey)),
    'of a machine': await maker.sign('user_a', {}, { cat: 'cl_B7d4PD333AAA' }),
    'of another type': await maker.sign('user_a', {}, { typ: 'at+jwt' }),
    'signed with a key of one’s own': await createTokenMaker({ origin: ORIGIN }).sign('user_a'),
    'for another person': tamper(token, (claims) => claims.replace('user_a', 'user_b')),
    'with a later end': tamper(token, (claims) => claims.replace(/"exp":\d+/, '"exp":9999999999')),
    'that says twice whose it is': tamper(token, (claims) =>
      claims.replace('{', '{"sub":"user_b",'),
    ),
  }
  for (const [at, header] of ownKeys(rsa.publicKey).entries())
    table[`with a key of its own, in way ${at + 1}`] = forge(
      token,
      header,
      signWith(rsa.privateKey),
    )
  return { ...table, ...broken(token) }
}

export const makeForgeries = async (maker: TokenMaker): Promise<readonly Forgery[]> => {
  const expired = await maker.sign('user_a', { exp: seconds(-60), iat: seconds(-120) })
  const others = Object.entries(await unsigned(maker))
  return [
    { what: 'whose minute is over', token: expired, fault: 'session_expired' },
    ...others.map(([what, token]) => ({ what, token, fault: 'signed_out' as const })),
    ...(await signedButBad(maker)),
  ]
}
