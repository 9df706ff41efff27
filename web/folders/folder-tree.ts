/** The folders as a tree of two levels, in the order of their names. Pure. */

import type { FolderRecord } from '../../db/device/records.ts'

export interface Branch {
  readonly folder: FolderRecord
  readonly inside: readonly FolderRecord[]
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const byName = (one: FolderRecord, other: FolderRecord): number =>
  collator.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)

/**
 * A folder stands inside another only where that one is there, not deleted, and itself at the root:
 * whatever two devices did to each other's folders, every folder is seen, and seen once.
 */
export const treeOf = (folders: readonly FolderRecord[]): readonly Branch[] => {
  const living = new Map(
    folders.filter(({ isDeleted }) => !isDeleted).map((folder) => [folder.id, folder]),
  )
  const parentOf = ({ parentId }: FolderRecord): FolderRecord | undefined =>
    parentId === null ? undefined : living.get(parentId)
  const insideOf = new Map<string, FolderRecord[]>()
  const roots: FolderRecord[] = []
  for (const folder of [...living.values()].toSorted(byName)) {
    const parent = parentOf(folder)
    if (parent === undefined || parentOf(parent) !== undefined) roots.push(folder)
    else insideOf.set(parent.id, [...(insideOf.get(parent.id) ?? []), folder])
  }
  return roots.map((folder) => ({ folder, inside: insideOf.get(folder.id) ?? [] }))
}

export interface TreeLine {
  readonly folder: FolderRecord
  readonly level: 1 | 2
  /** Null where nothing lies inside. */
  readonly isOpen: boolean | null
}

/** The lines of the tree from top to bottom, without those that are folded away. */
export const linesOf = (
  tree: readonly Branch[],
  closed: ReadonlySet<string> = new Set(),
): readonly TreeLine[] =>
  tree.flatMap(({ folder, inside }): readonly TreeLine[] => {
    const isOpen = inside.length === 0 ? null : !closed.has(folder.id)
    const under = isOpen === true ? inside : []
    return [
      { folder, level: 1, isOpen },
      ...under.map((one) => ({ folder: one, level: 2, isOpen: null }) as const),
    ]
  })

/** Where a folder may go: into a folder at the root that is another, and only with nothing inside it. */
export const homesFor = (tree: readonly Branch[], folderId: string): readonly FolderRecord[] => {
  const own = tree.find(({ folder }) => folder.id === folderId)
  if (own !== undefined && own.inside.length > 0) return []
  return tree.map(({ folder }) => folder).filter(({ id }) => id !== folderId)
}
