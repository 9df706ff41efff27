/** How a row is named across all four kinds: in the shadow, the outbox and the tests. */

import type { Entity } from './row.ts'

export const rowKey = (entity: Entity, id: string): string => `${entity}:${id}`
