/** The text of a message that is on the page, as one string with the nodes it came from. */

import { placesIn, type Asked } from './asked.ts'
import { BETWEEN } from './seen-text.ts'

/** What stands beside the text and is not of it: buttons, the bar over code, the host beside a link. */
const BESIDE = 'button, bdi, div:has(> button)'
const BLOCKS = /^(?:P|DIV|SECTION|PRE|UL|OL|LI|H[1-6]|BLOCKQUOTE|TABLE|THEAD|TBODY|TR|TH|TD|HR)$/

interface Piece {
  readonly node: Text
  /** Where it begins in the whole. */
  readonly from: number
}

interface Drawn {
  readonly text: string
  readonly pieces: readonly Piece[]
}

const readDrawn = (root: Element): Drawn => {
  const pieces: Piece[] = []
  let text = ''
  const read = (node: Node): void => {
    if (node instanceof Text) {
      pieces.push({ node, from: text.length })
      text += node.data
    } else if (node instanceof HTMLBRElement) text += '\n'
    else if (node instanceof Element && !node.matches(BESIDE)) {
      const edge = BLOCKS.test(node.tagName) ? BETWEEN : ''
      text += edge
      for (const child of node.childNodes) read(child)
      text += edge
    }
  }
  for (const child of root.childNodes) read(child)
  return { text, pieces }
}

/** Where what is looked for stands on the page, in the order of the text. */
export const rangesIn = (root: Element, asked: Asked): readonly Range[] => {
  const { text, pieces } = readDrawn(root)
  let at = 0
  const pointOf = (place: number, isEnd: boolean): readonly [Text, number] | undefined => {
    const isBehind = (piece: Piece | undefined): boolean =>
      piece !== undefined && (isEnd ? piece.from < place : piece.from <= place)
    while (isBehind(pieces[at + 1])) at += 1
    const piece = pieces[at]
    return piece && [piece.node, Math.min(place - piece.from, piece.node.length)]
  }
  return placesIn(text, asked).flatMap(([from, to]) => {
    const [start, end] = [pointOf(from, false), pointOf(to, true)]
    if (start === undefined || end === undefined) return []
    const range = new Range()
    range.setStart(...start)
    range.setEnd(...end)
    return [range]
  })
}
