/** Folders are a tree of two levels, whatever two devices did to them. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FolderRecord } from '../../db/device/records.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { homesFor, linesOf, treeOf } from '../../web/folders/folder-tree.ts'
import { addressOf, folderOf, listAt, noteList } from '../../web/folders/list-address.ts'

const folder = (name: string, parent: string | null = null, isDeleted = false): FolderRecord => ({
  entity: 'folder',
  id: idOf(`folder-${name}`),
  revision: 1,
  name,
  parentId: parent === null ? null : idOf(`folder-${parent}`),
  isDeleted,
  createdAt: 1,
  updatedAt: 1,
  clocks: {},
})

const shape = (folders: readonly FolderRecord[]): readonly string[] =>
  linesOf(treeOf(folders)).map(({ folder: { name }, level }) => `${level} ${name}`)

describe('the tree of folders', () => {
  test('is in the order of names, numbers by their size, what is inside under what holds it', () => {
    expect(
      shape([folder('b'), folder('10', 'b'), folder('9', 'b'), folder('A'), folder('c', 'A')]),
    ).toEqual(['1 A', '2 c', '1 b', '2 9', '2 10'])
  })

  test.each([
    ['missing', [folder('a', 'gone')], ['1 a']],
    ['deleted', [folder('a', 'b'), folder('b', null, true)], ['1 a']],
    ['itself nested', [folder('a', 'b'), folder('b', 'c'), folder('c')], ['1 a', '1 c', '2 b']],
    ['itself nested in one that is gone', [folder('a', 'b'), folder('b', 'gone')], ['1 b', '2 a']],
    ['the folder itself', [folder('a', 'a')], ['1 a']],
    ['inside it in turn', [folder('a', 'b'), folder('b', 'a')], ['1 a', '1 b']],
  ])('shows a folder at the root whose parent is %s', (_, folders, expected) => {
    expect(shape(folders)).toEqual(expected)
  })

  test('shows every folder that is not deleted, and each once', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone')
    const any = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        parent: fc.option(names),
        isDeleted: fc.boolean(),
      }),
      { selector: ({ name }) => name },
    )
    fc.assert(
      fc.property(any, (given) => {
        const folders = given.map(({ name, parent, isDeleted }) => folder(name, parent, isDeleted))
        const seen = linesOf(treeOf(folders)).map(({ folder: { name } }) => name)
        const living = given.filter(({ isDeleted }) => !isDeleted).map(({ name }) => name)
        expect(seen.toSorted()).toEqual(living.toSorted())
      }),
    )
  })

  test('folds away what is inside, not the folder', () => {
    const tree = treeOf([folder('a'), folder('b', 'a')])
    const [first, ...rest] = linesOf(tree, new Set(['folder-a']))
    expect(first).toMatchObject({ isOpen: false, folder: { name: 'a' } })
    expect(rest).toEqual([])
  })

  test('has a place for a folder in every other one at the root, unless it holds folders', () => {
    const tree = treeOf([folder('a'), folder('b', 'a'), folder('c')])
    const names = (id: string) => homesFor(tree, id).map(({ name }) => name)
    expect(names('folder-c')).toEqual(['a'])
    expect(names('folder-b')).toEqual(['a', 'c'])
    expect(names('folder-a')).toEqual([])
  })
})

describe('the address of a list', () => {
  test('names its folder', () => {
    const id = idOf('folder-a')
    expect(folderOf(addressOf(id))).toBe(id)
    expect(addressOf(null)).toBe('/')
    expect(folderOf('/archive')).toBeNull()
    expect(folderOf('/folder/no id')).toBeNull()
  })

  test('is the last one while only something beside it is shown', () => {
    expect(listAt('/c/chat-a')).toBe('/')
    noteList('/folder/folder-a')
    noteList('/c/chat-a')
    expect(['/new', '/folder/', '/archive', '/'].map(listAt)).toEqual([
      '/folder/folder-a',
      '/folder/folder-a',
      '/archive',
      '/',
    ])
  })
})
