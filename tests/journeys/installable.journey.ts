/** The app can be installed, and starts from cold with no network on any address inside it. */

import { describe, expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { temporaryFolder } from '../world/folders.ts'
import { printFigure } from '../world/figures.ts'
import { seesMessage, seesPill, send, signIn, startChat } from '../world/person.ts'

describe('the app', () => {
  test('has nothing that keeps a browser from installing it', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin })
    const page = await signIn(device, server.signInLink)
    const session = await device.context.newCDPSession(page)

    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    const manifest = await session.send('Page.getAppManifest')
    const { appId } = await session.send('Page.getAppId')

    expect(installabilityErrors).toEqual([])
    expect(manifest.errors).toEqual([])
    expect(appId).toBe(`${server.origin}/`)
  })

  test('starts from cold with no network and no server, on a chat’s own address', async () => {
    const server = await startServer({ dataFolder: temporaryFolder('server') })
    printFigure('server start, embedded database, new folder', server.startedInMs, 'ms')
    const device = await createDevice({ origin: server.origin })
    const page = await signIn(device, server.signInLink)
    const chatId = await startChat(page, 'kept on the device')
    await seesPill(page, /Up to date/)
    await server.stop()
    await device.end()

    const again = await createDevice({ origin: server.origin, profile: device.profile })
    await again.goOffline()
    const begin = performance.now()
    const cold = await again.open(`/c/${chatId}`)
    await seesMessage(cold, 'kept on the device')
    printFigure('cold start offline to a readable chat', performance.now() - begin, 'ms')
    await send(cold, 'written with no network')
    await seesPill(cold, /1 waiting/)
    await again.closePages()
    const sync = await again.open('/sync')
    await seesPill(sync, /1 waiting/)
    expect(again.errors()).toEqual([])
  })

  test('restarts on a folder that has a database', async () => {
    const server = await startServer()
    await server.stop()
    const second = await server.startAgain()
    printFigure('server start, embedded database, kept folder', second.startedInMs, 'ms')
    expect(second.signInLink).not.toBe(server.signInLink)
  })
})
