/** Where chats are kept, as a person reads it. */

import { describe, expect, test } from 'vitest'
import {
  doneWords,
  inCloudWords,
  insideWords,
  notSearchedWords,
  onlyHereWords,
  quoted,
  refusalWords,
  takenOutWords,
} from '../../web/modes/mode-words.ts'

describe('where chats are kept', () => {
  test('is counted in whole sentences', () => {
    expect(onlyHereWords(1)).toBe('1 chat is only on this device')
    expect(onlyHereWords(3)).toBe('3 chats are only on this device')
    expect(inCloudWords(1)).toBe('1 chat has its text in the cloud')
    expect(inCloudWords(5)).toBe('5 chats have their text in the cloud')
    expect(notSearchedWords(1)).toBe(
      'The text of 1 chat is in the cloud: only its title is searched.',
    )
    expect(notSearchedWords(5)).toBe(
      'The text of 5 chats is in the cloud: only their titles are searched.',
    )
  })

  test('is told with the name, or without one', () => {
    expect(doneWords(quoted('chat', 'Trip plan'), 'device')).toBe(
      '‘Trip plan’ is only on this device now.',
    )
    expect(doneWords(quoted('chat', ''), 'device')).toBe('This chat is only on this device now.')
    expect(doneWords(quoted('folder', ''), 'everywhere')).toBe('This folder is synced everywhere.')
    expect(doneWords(quoted('chat', 'Trip plan'), 'cloud')).toBe(
      'The text of ‘Trip plan’ is kept in the cloud.',
    )
  })

  test('of a folder names how much goes by its word', () => {
    expect(insideWords({ chats: 3, folders: 0, apart: 0 })).toBe('It holds 3 chats.')
    expect(insideWords({ chats: 1, folders: 1, apart: 1 })).toBe(
      'It holds 1 chat and 1 folder, which go by it too. 1 of the chats has a choice of its own, and keeps it.',
    )
    expect(insideWords({ chats: 5, folders: 2, apart: 2 })).toMatch(
      /2 of the chats have a choice of their own, and keep it\.$/,
    )
    expect(takenOutWords({ chats: 5, folders: 1, apart: 2 })).toMatch(
      /^All 5 chats in it and in the folder inside go to the trash there/,
    )
    expect(takenOutWords({ chats: 2, folders: 2, apart: 0 })).toContain('in the folders inside go')
    expect(takenOutWords({ chats: 1, folders: 1, apart: 0 })).toMatch(/^The chat in it goes/)
    expect(takenOutWords({ chats: 0, folders: 0, apart: 0 })).not.toContain('trash')
    expect(takenOutWords(null)).toMatch(/^It goes to the trash there/)
  })

  test('says what is lacking where a chat cannot be taken out of the cloud', () => {
    expect(refusalWords({ kind: 'files_missing', count: 1 })).toBe(
      '1 file of it is not on this device. Open it while online, then try again.',
    )
    expect(refusalWords({ kind: 'files_missing', count: 2 })).toBe(
      '2 files of it are not on this device. Open them while online, then try again.',
    )
    expect(refusalWords({ kind: 'text_missing' })).toContain('not all on this device')
    expect(refusalWords({ kind: 'text_missing' }, '‘Trip plan’')).toBe(
      'The text of ‘Trip plan’ is not all on this device yet. Open it while online, then try again.',
    )
  })
})
