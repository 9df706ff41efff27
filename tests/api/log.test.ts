/** The log tells what happened, and neither what anybody wrote nor what signs them in. */

import { describe, expect, test } from 'vitest'
import { createLog } from '../../api/log.ts'

const logged = (fields: object): string => {
  let text = ''
  const log = createLog('info', { write: (line: string) => void (text += line) })
  log.warn(fields, 'something happened')
  return text
}

describe('an error in the log', () => {
  test('of the database shows its code, table and place, and not the row that it quotes', () => {
    const error = Object.assign(new Error('invalid input: "my diary"'), {
      code: '23505',
      detail: 'Key (content)=(my diary) already exists.',
      table: 'messages',
      constraint: 'messages_pkey',
    })

    const text = logged({ err: error })

    expect(text).not.toContain('diary')
    expect(JSON.parse(text)).toMatchObject({
      msg: 'something happened',
      err: { type: 'Error', code: '23505', table: 'messages', constraint: 'messages_pkey' },
    })
    expect(text).toContain('log.test.ts')
  })

  test('of any other kind shows its message, and of a thing that is no error only its type', () => {
    expect(logged({ err: new TypeError('x is not a function') })).toContain('x is not a function')
    expect(JSON.parse(logged({ err: 'my diary' }))).toMatchObject({ err: { type: 'string' } })
    expect(logged({ err: 'my diary' })).not.toContain('diary')
  })
})

test('credentials that reach the log by mistake are not written', () => {
  const text = logged({ token: 's3cret', headers: { authorization: 's3cret', cookie: 's3cret' } })

  expect(text).not.toContain('s3cret')
})
