/** The OpenAPI document, made from the table of routes and the schemas that parse the requests. */

import * as z from 'zod/mini'
import { changeSchema } from '../db/protocol/change.ts'
import { faultReplySchema } from '../db/protocol/fault.ts'
import { syncRequestSchema } from '../db/protocol/round.ts'
import { rowSchema } from '../db/protocol/row.ts'
import type { Route } from './routes.ts'

/** The round with its changes in full; the server looks at each by itself. */
const documentedSyncRequest = z.extend(syncRequestSchema, {
  changes: z.optional(z.array(changeSchema)),
})

const COMPONENTS = {
  FaultReply: faultReplySchema,
  SyncRequest: documentedSyncRequest,
  Change: changeSchema,
  Row: rowSchema,
}

const SECURITY_SCHEMES = {
  session: { type: 'apiKey', in: 'cookie', name: '__Host-chat-sync' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  pairing: { type: 'apiKey', in: 'header', name: 'authorization', description: 'Pair <code>' },
}

const SECURITY = {
  public: [],
  caller: [{ session: [] }, { bearer: [] }],
  proof: [{ bearer: [] }, { pairing: [] }],
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
    schemas: Object.fromEntries(
      Object.entries(COMPONENTS).map(([name, schema]) => [name, toJsonSchema(schema)]),
    ),
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
          '200': { description: route.summary, content: contentOf(route.reply) },
          default: FAULT_REPLY,
        },
})

const contentOf = (shape: Exclude<Route['reply'], 'stream'>) => {
  if (shape === 'bytes') return { 'application/octet-stream': {} }
  if (shape === 'text') return { 'text/plain': {} }
  return { 'application/json': { schema: schemaOf(shape) } }
}

const schemaOf = (schema: z.ZodMiniType) =>
  schema === syncRequestSchema ? { $ref: '#/components/schemas/SyncRequest' } : toJsonSchema(schema)

const toJsonSchema = (schema: z.ZodMiniType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return rest
}
