/** Makes sure that the programs which the tests drive are installed, or says what to install. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findChromium, findFirefox, findPostgresFolder, findRedis } from './world/programs.ts'

interface Need {
  readonly aptPackages: readonly string[]
  readonly isThere: () => boolean
}

const NEEDS: readonly Need[] = [
  { aptPackages: ['postgresql'], isThere: () => findPostgresFolder() !== undefined },
  { aptPackages: ['redis-server'], isThere: () => findRedis() !== undefined },
  { aptPackages: ['chromium'], isThere: () => findChromium() !== undefined },
  { aptPackages: ['firefox-esr'], isThere: () => findFirefox() !== undefined },
]

/** Only make screenshots look right; installed along with the rest, never asked for. */
const FONTS = ['fonts-noto-color-emoji', 'fonts-noto-core']

const isDebian = (): boolean => {
  if (!existsSync('/etc/os-release')) return false
  return /^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
}

const apt = (...words: readonly string[]): boolean =>
  spawnSync('apt-get', words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

const install = (packages: readonly string[]): void => {
  apt('update', '-qq')
  const flags = ['install', '-y', '-qq', '--no-install-recommends']
  if (!apt(...flags, ...packages, ...FONTS)) apt(...flags, ...packages)
}

const missing = (): readonly string[] =>
  NEEDS.filter((need) => !need.isThere()).flatMap((need) => need.aptPackages)

/** True when everything is there; as root on Debian or Ubuntu it is installed first. */
export const prepare = (): boolean => {
  if (missing().length === 0) return true
  if (isDebian() && process.getuid?.() === 0) install(missing())
  const still = missing()
  if (still.length > 0)
    console.log(
      `The tests need more programs. On Debian: sudo apt-get install --no-install-recommends ${still.join(' ')}`,
    )
  return still.length === 0
}
