/** How many changes one request carries: less after too much, more again after success. */

import { describe, expect, test } from 'vitest'
import { MAX_CHANGES } from '../../db/protocol/limits.ts'
import {
  afterAnswer,
  afterTimeout,
  afterTooLarge,
  FULL_BATCH,
  type Batch,
} from '../../sw/engine/batch.ts'

describe('the batch', () => {
  test('is halved down to one change by too_large, and never to none', () => {
    const sizes: number[] = []
    for (let batch: Batch = FULL_BATCH, last = 0; last !== batch.size;) {
      last = batch.size
      batch = afterTooLarge(batch.size)
      sizes.push(batch.size)
    }

    expect(sizes).toEqual([250, 125, 62, 31, 15, 7, 3, 1, 1])
  })

  test('does not grow back to what was too large', () => {
    expect(afterAnswer(afterTooLarge(500))).toEqual({ size: 250, ceiling: 250 })
  })

  test('is halved by a timeout and grows back with every answer', () => {
    let batch = afterTimeout(afterTimeout(FULL_BATCH, 500), 250)
    const sizes = [batch.size]
    for (let answers = 0; answers < 4; answers += 1) {
      batch = afterAnswer(batch)
      sizes.push(batch.size)
    }

    expect(sizes).toEqual([125, 250, MAX_CHANGES, MAX_CHANGES, MAX_CHANGES])
  })
})
