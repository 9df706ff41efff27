/** Former values of a chat's fields, as its row carries them: what a person may go back to. */

import * as z from 'zod/mini'
import { type Clock, type Clocks, clockSchema } from './clock.ts'

/** A value that was replaced, with the clock it had; null: as the chat was made. */
export const chatVersionSchema = z.object({
  field: z.string().check(z.maxLength(32)),
  value: z.json(),
  clock: z.nullable(clockSchema),
})
export type ChatVersion = Readonly<z.infer<typeof chatVersionSchema>>

/** Of older ones nothing is kept. */
export const MAX_VERSIONS = 30

/** Fields of a chat whose former values are kept. */
export const VERSIONED: ReadonlySet<string> = new Set([
  'title',
  'folderId',
  'archived',
  'deleted',
  'syncMode',
])

/** The history with one version more, which it has once, the oldest let go. */
export const withVersion = (
  history: readonly ChatVersion[],
  version: ChatVersion,
): readonly ChatVersion[] =>
  [...history.filter((known) => nameOf(known) !== nameOf(version)), version].slice(-MAX_VERSIONS)

/** Two histories of one chat: each former value once, oldest first; what stands now is none. */
export const joinHistories = (
  one: readonly ChatVersion[],
  other: readonly ChatVersion[],
  clocks: Clocks,
): readonly ChatVersion[] => {
  const versions = new Map([...one, ...other].map((version) => [nameOf(version), version]))
  return [...versions.values()]
    .filter(({ field, clock }) => clock?.changeId !== clocks[field]?.changeId)
    .toSorted((a, b) => timeOf(a.clock) - timeOf(b.clock) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(-MAX_VERSIONS)
}

const nameOf = ({ field, clock }: ChatVersion): string => `${field}:${clock?.changeId ?? ''}`

const timeOf = (clock: Clock | null): number => clock?.at ?? -Infinity
