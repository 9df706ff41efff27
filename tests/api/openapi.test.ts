/** The OpenAPI document says what the app answers, in the shapes that the parsers hold. */

import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { createOpenApi } from '../../api/openapi.ts'
import { ROUTES } from '../../api/routes.ts'

const document = createOpenApi(ROUTES, '1.2.3')
const text = JSON.stringify(document)

describe('the OpenAPI document', () => {
  test('is JSON of version 3.1 with our version', () => {
    expect(JSON.parse(text)).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'chat-sync', version: '1.2.3' },
    })
  })

  test('resolves every reference that it makes', () => {
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')

    expect(references).toContain('components/schemas/SyncRequest')
    for (const path of new Set(references)) {
      let at: unknown = JSON.parse(text)
      for (const part of path.split('/'))
        at =
          typeof at === 'object' && at !== null
            ? Object.entries(at).find(([key]) => key === part)?.[1]
            : undefined
      expect(at, path).toBeDefined()
    }
  })

  test('knows every kind of change and every entity', () => {
    for (const kind of [
      'chat.create',
      'chat.set',
      'message.append',
      'message.set',
      'folder.create',
      'folder.set',
      'folder.purge',
      'conflict.resolve',
      'chat.purge',
      'void',
      'restore',
    ])
      expect(JSON.stringify(document.components.schemas['Change'])).toContain(`"${kind}"`)
    for (const entity of ['chat', 'message', 'folder', 'conflict'])
      expect(JSON.stringify(document.components.schemas['Row'])).toContain(`"${entity}"`)
  })

  test('names the parameters of a path', () => {
    expect(Object.keys(document.paths)).toContain('/api/devices/{deviceId}')
    expect(document.paths['/api/devices/{deviceId}']).toMatchObject({
      patch: { parameters: [{ name: 'deviceId', in: 'path' }] },
    })
  })

  test('is a table that the router can read', () => {
    const app = new Hono()
    for (const name of Object.keys(ROUTES)) {
      const [method = '', path = ''] = name.split(' ')
      app.on(method, path, (c) => c.text(name))
    }

    expect(app.routes).toHaveLength(Object.keys(ROUTES).length)
  })
})
