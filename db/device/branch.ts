/** The tree of a chat's messages, and the one path through it that is on the screen. Pure. */

/** As much of a message as its place in the tree needs. */
export interface TreeNode {
  readonly id: string
  readonly parentId: string | null
  readonly isDeleted: boolean
}

export interface BranchPath<Node extends TreeNode> {
  /** From the leaf back towards the root, deleted ones included. */
  readonly path: readonly Node[]
  /** False where the path goes on into messages that are not among the nodes. */
  readonly isWhole: boolean
  /** The chosen message was not among the nodes. */
  readonly isChosenMissing: boolean
}

/** By parent, its replies in order of arrival; deleted ones only where something living hangs on them. */
export type Replies<Node extends TreeNode> = ReadonlyMap<string | null, readonly Node[]>

/** `nodes` in order of arrival: a reply always stands behind what it answers. */
export const livingReplies = <Node extends TreeNode>(nodes: readonly Node[]): Replies<Node> => {
  const replies = new Map<string | null, Node[]>()
  for (const node of nodes.toReversed()) {
    if (node.isDeleted && !replies.has(node.id)) continue
    const siblings = replies.get(node.parentId)
    if (siblings === undefined) replies.set(node.parentId, [node])
    else siblings.push(node)
  }
  for (const siblings of replies.values()) siblings.reverse()
  return replies
}

/**
 * The path through the chosen message and its newest replies; without a choice, through the newest
 * message. `limit`: how many messages that are not deleted are wanted.
 */
export const branchPath = <Node extends TreeNode>(
  nodes: readonly Node[],
  replies: Replies<Node>,
  { chosenId, limit }: { readonly chosenId: string | null; readonly limit: number },
): BranchPath<Node> => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const chosen = chosenId === null ? undefined : byId.get(chosenId)
  const isChosenMissing = chosenId !== null && chosen === undefined
  const newest = nodes.findLast((node) => !node.isDeleted)
  const start = chosen === undefined ? newest : living(chosen, byId, replies)
  const path: Node[] = []
  let shown = 0
  let node = start && (chosen === undefined ? start : newestUnder(start, replies))
  while (node !== undefined && shown <= limit) {
    path.push(node)
    if (!node.isDeleted) shown += 1
    if (node.parentId === null) return { path, isWhole: true, isChosenMissing }
    node = byId.get(node.parentId)
  }
  return { path, isWhole: shown > limit, isChosenMissing }
}

/** The node, or the nearest before it that is not deleted with all that followed. */
const living = <Node extends TreeNode>(
  node: Node,
  byId: ReadonlyMap<string, Node>,
  replies: Replies<Node>,
): Node | undefined => {
  let at: Node | undefined = node
  while (at?.isDeleted && !replies.has(at.id))
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  return at ?? replies.get(null)?.at(-1)
}

const newestUnder = <Node extends TreeNode>(node: Node, replies: Replies<Node>): Node => {
  let at = node
  for (let next = replies.get(at.id)?.at(-1); next !== undefined; next = replies.get(at.id)?.at(-1))
    at = next
  return at
}
