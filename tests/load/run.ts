/** `npm run load`: 200 connected devices that write, for minutes, and then 2,000 streams that only wait. */

import { loadavg } from 'node:os'
import { openBase, startPeopleServer, startServices } from '../bench/services.ts'
import { endEverything } from '../world/at-the-end.ts'
import { printFigure } from '../world/figures.ts'
import { playBusy } from './busy.ts'
import { playIdle } from './idle.ts'

const MINUTE_MS = 60_000
const minutes = Number(process.env['LOAD_MINUTES'] ?? 5)
const sockets = Number(process.env['LOAD_SOCKETS'] ?? 2000)
const idleMinutes = Number(process.env['LOAD_IDLE_MINUTES'] ?? Math.min(3, minutes))

const main = async (): Promise<number> => {
  const services = await startServices()
  printFigure('load of the machine before', loadavg()[0] ?? 0, 'runnable')
  try {
    const base = await openBase(services)
    const people = await startPeopleServer(services, base.url)
    const busy = await playBusy(people, {
      people: 40,
      devicesEach: 5,
      seconds: minutes * 60,
      writeEveryMs: 5000,
      syncEveryMs: 5 * MINUTE_MS,
    })
    const { residentMb } = busy
    printFigure('busy: devices', busy.devices, 'devices')
    printFigure('busy: requests', busy.requests, 'requests')
    printFigure('busy: errors', busy.errors.length, 'errors')
    printFigure('busy: streams lost', busy.lostStreams, 'streams')
    printFigure('busy: request p50', busy.p50Ms, 'ms')
    printFigure('busy: request p95', busy.p95Ms, 'ms')
    printFigure('busy: messages heard by poke', busy.pokes, 'messages')
    printFigure('busy: written to heard p50', busy.pokeP50Ms, 'ms')
    printFigure('busy: written to heard p95', busy.pokeP95Ms, 'ms')
    printFigure('busy: memory at the start', residentMb.start, 'MB')
    printFigure('busy: memory in the middle', residentMb.middle, 'MB')
    printFigure('busy: memory at the end', residentMb.end, 'MB')
    printFigure('busy: memory after it, at rest', busy.restMb, 'MB')
    printFigure('busy: least heap in the second quarter', busy.heapMb.second, 'MB')
    printFigure('busy: least heap in the last quarter', busy.heapMb.last, 'MB')
    printFigure('busy: growth of the least heap', busy.growthMbPerMinute, 'MB/min')
    printFigure('busy: event loop late, p99', busy.lagP99Ms, 'ms')
    for (const error of new Set(busy.errors)) process.stdout.write(`error: ${error}\n`)
    await people.server.stop()
    // A server that has just been busy would hide what the streams take.
    const quiet = await startPeopleServer(services, base.url)
    const idle = await playIdle(quiet, { sockets, seconds: idleMinutes * 60 })
    printFigure('idle: streams opened', idle.opened, 'streams')
    printFigure('idle: alive at the end', idle.alive, 'streams')
    printFigure('idle: heartbeats answered', idle.pings, 'pings')
    printFigure('idle: closed cleanly', idle.closedCleanly, 'streams')
    printFigure('idle: left on the server', idle.left, 'streams')
    printFigure('idle: memory before', idle.residentMb.before, 'MB')
    printFigure('idle: memory with all of them', idle.residentMb.after, 'MB')
    printFigure('idle: heap before', idle.heapMb.before, 'MB')
    printFigure('idle: heap with all of them', idle.heapMb.after, 'MB')
    const isClean = busy.errors.length + busy.lostStreams + idle.left === 0
    return isClean && idle.alive === idle.opened ? 0 : 1
  } finally {
    await endEverything()
    await services.stop()
  }
}

process.exitCode = await main()
