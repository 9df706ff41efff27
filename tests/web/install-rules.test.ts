/** When the app offers to be installed, and which way each browser has. */

import { describe, expect, test } from 'vitest'
import {
  installWay,
  isOffered,
  shareButtonWords,
  type InstallFacts,
} from '../../web/install/install-rules.ts'

const DAY_MS = 24 * 60 * 60_000
const NOW = 100 * DAY_MS

const regular: InstallFacts = {
  way: 'prompt',
  isInstalled: false,
  visits: 2,
  messages: 3,
  hasSynced: false,
  refusals: { count: 0, lastAt: 0 },
  now: NOW,
}

describe('the install card', () => {
  test.each<readonly [string, Partial<InstallFacts>, boolean]>([
    ['on the second visit with three messages', {}, true],
    ['on the first visit', { visits: 1 }, false],
    ['with two messages', { messages: 2 }, false],
    ['after the first sync', { visits: 1, messages: 1, hasSynced: true }, true],
    ['after a sync that brought nothing', { visits: 1, messages: 0, hasSynced: true }, false],
    ['where it is installed', { isInstalled: true }, false],
    ['where the browser cannot', { way: 'none' }, false],
    ['a day after a refusal', { refusals: { count: 1, lastAt: NOW - DAY_MS } }, false],
    ['a month after a refusal', { refusals: { count: 1, lastAt: NOW - 31 * DAY_MS } }, true],
    ['a year after two refusals', { refusals: { count: 2, lastAt: NOW - 99 * DAY_MS } }, false],
  ])('%s', (_, facts, isShown) => {
    expect(isOffered({ ...regular, ...facts })).toBe(isShown)
  })
})

const MAC_SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const IPHONE_INSIDE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS]'
const MAC_CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'

describe('the way to install', () => {
  test.each([
    ['Chrome that said it can', MAC_CHROME, 0, true, 'prompt'],
    ['Chrome that said nothing', MAC_CHROME, 0, false, 'none'],
    ['Safari on a Mac', MAC_SAFARI, 0, false, 'mac-safari'],
    ['Safari on an iPad, which calls itself a Mac', MAC_SAFARI, 5, false, 'ios-safari'],
    ['Safari on an iPhone', IPHONE, 5, false, 'ios-safari'],
    ['another app on an iPhone', IPHONE_INSIDE, 5, false, 'ios-elsewhere'],
    ['Firefox on a desk', FIREFOX, 0, false, 'none'],
  ] as const)('%s', (...[, agent, maxTouchPoints, hasPrompt, way]) => {
    expect(installWay({ agent, maxTouchPoints, hasPrompt })).toBe(way)
  })

  test('names the corner in which the Share button is', () => {
    expect(shareButtonWords(IPHONE)).toContain('bottom')
    expect(shareButtonWords(MAC_SAFARI)).toContain('top')
  })
})
