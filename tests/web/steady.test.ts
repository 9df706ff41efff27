/** A run is shown when it lasts, and then long enough to be seen. */

import { describe, expect, it } from 'vitest'
import { followIn } from '../../web/sync/steady.ts'

describe('what comes and goes quickly', () => {
  it('is shown after 400 ms, and then for 600 ms at least', () => {
    expect(followIn(true, 10_000)).toBe(400)
    expect(followIn(false, 100)).toBe(500)
    expect(followIn(false, 600)).toBe(0)
    expect(followIn(false, 9_000)).toBe(0)
  })
})
