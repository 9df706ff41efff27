/** The usual beginning of a journey: a server behind a wire, and a person's devices signed in to it. */

import { onTestFinished } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice, type Device, type DeviceSettings } from './browser.ts'
import { startServer, type BuiltServer, type ServerSettings } from './built-server.ts'
import { seesPill, signIn } from './person.ts'
import { startPostgres, type PostgresCluster } from './postgres.ts'
import { startRedis, type RedisServer } from './redis.ts'
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { createTokenMaker, type TokenMaker } from './tokens.ts'

export interface WiredServer {
  readonly server: BuiltServer
  readonly wire: TcpProxy
}

/** A server that browsers reach only over a wire of ours; the wire's address is the app's origin. */
export const startWired = async (settings: ServerSettings = {}): Promise<WiredServer> => {
  const wire = await createTcpProxy(0)
  onTestFinished(() => wire.close())
  const server = await startServer({
    ...settings,
    env: { ...settings.env, APP_ORIGIN: wire.origin },
  })
  wire.aim(server.port)
  return { server, wire }
}

export interface PeopleServer extends WiredServer {
  readonly tokens: TokenMaker
}

/** A server where everybody can sign in who has a token of ours, as Clerk would make it. */
export const startForPeople = async (settings: ServerSettings = {}): Promise<PeopleServer> => {
  const wire = await createTcpProxy(0)
  onTestFinished(() => wire.close())
  const tokens = createTokenMaker({ origin: wire.origin })
  const server = await startServer({
    ...settings,
    env: { ...tokens.env, ...settings.env, APP_ORIGIN: wire.origin },
  })
  wire.aim(server.port)
  return { server, wire, tokens }
}

/** Signs the person in on this device, as Clerk's page would, and shows the app. */
export const signInAs = async (
  device: Device,
  tokens: TokenMaker,
  userId: string,
): Promise<Page> => {
  const page = await device.open()
  const status = await page.evaluate(
    async (token) => {
      const reply = await fetch('/api/session', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-sync-client': '1',
        },
        body: JSON.stringify({
          deviceId: crypto.randomUUID(),
          name: 'a browser',
          platform: 'test',
        }),
      })
      return reply.status
    },
    await tokens.sign(userId),
  )
  if (status !== 200) throw new Error(`not signed in: ${status}`)
  await page.reload()
  await seesPill(page, /Up to date/)
  return page
}

/** A PostgreSQL that ends with the test. */
export const withPostgres = async (): Promise<PostgresCluster> => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  return postgres
}

/** A Redis that ends with the test. */
export const withRedis = async (): Promise<RedisServer> => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  return redis
}

/** A one-time link for the person's next device, asked for on a device that is signed in. */
export const linkForNextDevice = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const reply = await fetch('/api/devices/pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sync-client': '1' },
      body: '{}',
    })
    if (!reply.ok) throw new Error(`no link: ${reply.status}`)
    const { link }: { link: string } = await reply.json()
    return link
  })

export interface TwoDevices {
  readonly laptop: Device
  readonly phone: Device
}

/** One person's laptop and phone, both signed in and showing the app. */
export const signInTwice = async (
  origin: string,
  link: string,
  settings: Partial<DeviceSettings> = {},
): Promise<TwoDevices> => {
  const laptop = await createDevice({ ...settings, origin })
  const page = await signIn(laptop, link)
  const phone = await createDevice({ origin, isPhone: true })
  await signIn(phone, await linkForNextDevice(page))
  return { laptop, phone }
}
