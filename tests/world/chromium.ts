/** The processes of one Chromium: all of them killed at once, and waited for until each is gone. */

import { readdirSync, readFileSync } from 'node:fs'

interface Running {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/** Those that still run; one that only waits to be counted has ended. */
const running = (): readonly Running[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = textOf(`/proc/${name}/stat`)
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === undefined || parent === undefined || state === 'Z' || state === '') return []
      const command = textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ')
      return [{ pid: Number(name), parent: Number(parent), command }]
    })

/** The browser of this profile and everything it started. */
const processesOf = (profile: string): ReadonlySet<number> => {
  const all = running()
  const found = new Set(
    all.flatMap(({ pid, command }) =>
      command.includes(`--user-data-dir=${profile}`) ? [pid] : [],
    ),
  )
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return found
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with those before it.
  }
}

/** As a power cut: no process of it does anything more. Settles when the profile is free. */
export const killChromium = async (profile: string): Promise<number> => {
  const pids = processesOf(profile)
  if (pids.size === 0) throw new Error('no browser runs on this profile')
  for (const pid of pids) kill(pid)
  const isGone = () => !running().some(({ pid }) => pids.has(pid))
  while (!isGone())
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  return pids.size
}
