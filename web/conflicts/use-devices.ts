/** Who this device is, and what the others are called: from what it keeps, and renewed where it can be. */

import { useEffect, useMemo, useState } from 'react'
import { readSync } from '../../db/device/sync-state.ts'
import { devicesReplySchema } from '../../db/protocol/session.ts'
import { callApi } from '../session/call-api.ts'
import { deviceName } from '../session/device-name.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { keepDeviceNames, readDeviceNames } from './device-names.ts'
import type { KnownDevices } from './sides.ts'

/** Undefined until it is known who this device is. */
export const useDevices = (): KnownDevices | undefined => {
  const own = useLive(async (database) => {
    const { deviceId, madeAs, retires } = await readSync(database)
    return [deviceId, madeAs, retires].filter((id) => id !== undefined).map(String)
  }, [])
  const names = useNames()
  const ids = own?.join(' ')
  return useMemo(() => {
    if (ids === undefined) return undefined
    const [current = '', ...former] = ids.split(' ')
    const ownName = names.get(current) ?? deviceName(navigator.userAgent)
    return { own: new Set([current, ...former]), names, ownName }
  }, [ids, names])
}

const useNames = (): ReadonlyMap<string, string> => {
  const { database, identity } = useHome()
  const [names, setNames] = useState(() => readDeviceNames(localStorage, database.name))
  useEffect(() => {
    if (identity === null) return
    const ask = async () => {
      const answer = await callApi('/api/devices', devicesReplySchema)
      if (answer.kind !== 'ok') return
      keepDeviceNames(localStorage, database.name, answer.value.devices)
      setNames(readDeviceNames(localStorage, database.name))
    }
    const look = () => void ask()
    look()
    window.addEventListener('online', look)
    return () => window.removeEventListener('online', look)
  }, [database.name, identity])
  return names
}
