/** The OpenAPI document, made from the table of routes and the schemas that parse the requests. */

import * as z from 'zod/mini'
import { changeSchema } from '../db/protocol/change.ts'
import { faultReplySchema } from '../db/protocol/fault-reply.ts'
import { syncRequestSchema } from '../db/protocol/round.ts'
import { rowSchema } from '../db/protocol/row.ts'
import { SCHEMAS, type Route } from './routes.ts'

/** The round with its changes in full; the server looks at each by itself. */
const documentedSyncRequest = z.extend(syncRequestSchema, {
  changes: z.optional(z.array(changeSchema)),
})

/** Also what no route names by itself: parts of a round, and the answer of every failure. */
const COMPONENTS: Readonly<Record<string, z.ZodMiniType>> = {
  ...SCHEMAS,
  SyncRequest: documentedSyncRequest,
  Change: changeSchema,
  Row: rowSchema,
  FaultReply: faultReplySchema,
}

const SECURITY_SCHEMES = {
  session: { type: 'apiKey', in: 'cookie', name: '__Host-chat-sync' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  pairing: { type: 'apiKey', in: 'header', name: 'authorization', description: 'Pair <code>' },
  signature: { type: 'apiKey', in: 'header', name: 'svix-signature' },
}

const SECURITY = {
  public: [],
  caller: [{ session: [] }, { bearer: [] }],
  proof: [{ bearer: [] }, { pairing: [] }],
  signed: [{ signature: [] }],
} satisfies Readonly<Record<Route['access'], unknown>>

const FAULT_REPLY = {
  description: 'A fault of the catalogue; its code says what to do next.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/FaultReply' } } },
}

export const createOpenApi = (routes: Readonly<Record<string, Route>>, version: string) => ({
  openapi: '3.1.0',
  info: { title: 'chat-sync', version },
  paths: pathsOf(routes),
  components: {
    securitySchemes: SECURITY_SCHEMES,
    schemas: componentSchemas(),
  },
})

const pathsOf = (routes: Readonly<Record<string, Route>>) => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries(routes)) {
    const [method = '', path = ''] = name.split(' ')
    const documented = path.replaceAll(/:(\w+)/g, '{$1}')
    const parameters = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameterOf(parameter))
    const operation = { ...operationOf(route), parameters }
    paths[documented] = { ...paths[documented], [method.toLowerCase()]: operation }
  }
  return paths
}

const parameterOf = (name: string | undefined) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
})

const operationOf = (route: Route) => ({
  summary: route.summary,
  security: SECURITY[route.access],
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: true, content: contentOf(route.body) } }),
  responses:
    route.reply === 'stream'
      ? { '101': { description: 'The stream is open; pokes come on it.' }, default: FAULT_REPLY }
      : {
          '200': {
            description: route.summary,
            content: contentOf(
              route.reply,
              route.isEvents === true ? 'text/event-stream' : 'application/json',
            ),
          },
          default: FAULT_REPLY,
        },
})

const contentOf = (shape: Exclude<Route['reply'], 'stream'>, type = 'application/json') => {
  if (shape === 'bytes') return { 'application/octet-stream': {} }
  if (shape === 'text') return { 'text/plain': {} }
  return { [type]: { schema: { $ref: refOf(shape) } } }
}

const refOf = (name: string): string => `#/components/schemas/${name}`

/** zod keeps what several schemas share in `__shared`, and points into it as into another document. */
const componentSchemas = (): Readonly<Record<string, unknown>> => {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, { uri: refOf, unrepresentable: 'any', io: 'input' })
  const text = JSON.stringify(made.schemas).replaceAll(refOf('__shared#/'), refOf('__shared/'))
  const schemas = z.record(z.string(), z.record(z.string(), z.json())).parse(JSON.parse(text))
  // Each is a part of this document, not one of its own.
  for (const schema of Object.values(schemas)) {
    delete schema['$schema']
    delete schema['$id']
  }
  return schemas
}
