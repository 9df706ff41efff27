/** Two texts that began as one, put together: what only one of them changed is taken from it. Pure. */

import { diffArrays } from 'diff'
import { wordTokens } from './word-tokens.ts'

/** In place of the words of the base from `start` to before `end`. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly words: readonly string[]
}

const MAX_EDITS = 2000

/**
 * The edits of both on the base. Where they changed the same words the standing text is followed; what
 * both put in at one place is put together as well, or stands there one after the other where it has
 * nothing in common: the person reads it before it is kept. Null where the texts are too different.
 */
export const mergeTexts = (base: string, standing: string, other: string): string | null => {
  const words = wordTokens(base)
  const ours = editsOf(words, wordTokens(standing))
  const theirs = editsOf(words, wordTokens(other))
  if (ours === undefined || theirs === undefined) return null
  const woven = ours.map((own) => theirs.reduce(wovenWith, own))
  const edits = [...woven, ...theirs.filter((edit) => !ours.some((own) => isAgainst(own, edit)))]
  const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  const merged: string[] = []
  let at = 0
  for (const { start, end, words: put } of inOrder) {
    merged.push(...words.slice(at, start), ...put)
    at = Math.max(at, end)
  }
  return [...merged, ...words.slice(at)].join('')
}

const isInsertion = ({ start, end }: Edit): boolean => start === end

const isAtOnePlace = (own: Edit, edit: Edit): boolean =>
  isInsertion(own) && isInsertion(edit) && own.start === edit.start

const isSameText = (own: Edit, edit: Edit): boolean => own.words.join('') === edit.words.join('')

/** The same edit, or one of words that the other touched as well. */
const isAgainst = (own: Edit, edit: Edit): boolean =>
  isInsertion(own) && isInsertion(edit)
    ? isAtOnePlace(own, edit) && (isSameText(own, edit) || weave(own.words, edit.words) !== null)
    : own.start < edit.end && edit.start < own.end

const wovenWith = (own: Edit, edit: Edit): Edit =>
  isAtOnePlace(own, edit) ? { ...own, words: weave(own.words, edit.words) ?? own.words } : own

const WORD = /[\p{L}\p{N}]/u

/** What either has, ours where they differ; null where they have no word in common. */
const weave = (ours: readonly string[], theirs: readonly string[]): readonly string[] | null => {
  const pieces = diffArrays([...theirs], [...ours], { maxEditLength: MAX_EDITS }) ?? []
  const isSame = pieces.some(
    ({ added, removed, value }) => !added && !removed && value.some((word) => WORD.test(word)),
  )
  if (!isSame) return null
  return pieces.flatMap(({ removed, value }, at) =>
    removed && pieces[at + 1]?.added === true ? [] : value,
  )
}

const editsOf = (base: readonly string[], text: readonly string[]): readonly Edit[] | undefined => {
  const pieces = diffArrays([...base], [...text], { maxEditLength: MAX_EDITS })
  if (pieces === undefined) return undefined
  const edits: Edit[] = []
  let at = 0
  let open: Edit | undefined
  for (const { added, removed, value } of pieces) {
    if (!added && !removed) {
      if (open !== undefined) edits.push(open)
      open = undefined
      at += value.length
      continue
    }
    open ??= { start: at, end: at, words: [] }
    if (removed) at += value.length
    open = { start: open.start, end: at, words: added ? [...open.words, ...value] : open.words }
  }
  if (open !== undefined) edits.push(open)
  return edits
}
