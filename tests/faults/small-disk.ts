/** A disk of a few megabytes that can be filled up and given room again: memory, mounted as root may. */

import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../world/folders.ts'

export interface SmallDisk {
  readonly folder: string
  readonly freeBytes: () => number
  /** Leaves only so many bytes free. */
  readonly fill: (leaveBytes: number) => void
  readonly makeRoom: () => void
}

/** A sentence instead of a disk, where this user may not mount one. */
export const mountSmallDisk = (megabytes: number): SmallDisk | string => {
  if (process.getuid?.() !== 0) return 'only root may mount a small disk'
  const folder = temporaryFolder('disk')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    return `no small disk can be mounted here: ${String(error)}`
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
  })
  const ballast = join(folder, 'ballast')
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    freeBytes,
    fill: (leaveBytes) =>
      writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - leaveBytes), 1)),
    makeRoom: () => rmSync(ballast, { force: true }),
  }
}
