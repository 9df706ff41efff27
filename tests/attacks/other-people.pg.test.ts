/** Law P1 over HTTP: with every id of somebody else, in every place, one gets what an id gets that nobody has. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, type Reply, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const AT = 1_700_000_000_000
const SECRET = 'a secret of Anna'
const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** All that names a thing of a person. */
interface Names {
  readonly user: string
  readonly chat: string
  readonly purged: string
  readonly message: string
  readonly folder: string
  readonly conflict: string
  readonly device: string
  readonly revoked: string
  readonly change: string
  readonly file: string
  readonly headToken: string
  readonly cursor: string
}

type Body = Readonly<Record<string, unknown>>

const number = (bodies: readonly Body[], prefix: string, from = 0) =>
  bodies.map((body, at) =>
    Object.assign(
      { changeId: `${prefix}${from + at + 1}`, seq: from + at + 1, editedAt: AT + at },
      body,
    ),
  )

const push = (browser: TestBrowser, changes: readonly unknown[], more: Body = {}) =>
  browser.ask('POST /api/sync', {
    body: { direction: 'full', deviceId: browser.deviceId, sentAt: AT, changes, ...more },
  })

const createChat = (id: string, more: Body = {}) => ({
  kind: 'chat.create',
  chat: { id, title: 'a chat', timestamp: AT, ...more },
})
const append = (chatId: string, id: string, more: Body = {}) => ({
  kind: 'message.append',
  message: { id, chatId, parentId: null, role: 'user', content: 'words', timestamp: AT, ...more },
})
const setTitle = (chatId: string, value: string, base: Body | null = null) => ({
  kind: 'chat.set',
  chatId,
  field: 'title',
  value,
  base,
})
const OCTETS = { 'content-type': 'application/octet-stream' }

/** Anna has one of everything, a conflict, a purged chat, a file and a revoked device among them. */
const openAnna = async (): Promise<Names> => {
  const anna = await signedInBrowser(stage.world, 'user_xanna', 'xanna-device')
  const tablet = await signedInBrowser(stage.world, 'user_xanna', 'xanna-tablet')
  await signedInBrowser(stage.world, 'user_xanna', 'xanna-old')
  await anna.ask('DELETE /api/devices/xanna-old')
  await anna.ask(`PUT /api/attachments/${hash('file')}`, {
    body: Buffer.from('file'),
    headers: OCTETS,
  })
  const file = { sha256: hash('file'), name: SECRET, mime: 'text/plain', size: 4 }
  const bodies = [
    { kind: 'folder.create', folder: { id: 'xanna-folder', name: SECRET } },
    createChat('xanna-chat', { title: SECRET, folderId: 'xanna-folder' }),
    append('xanna-chat', 'xanna-message', {
      content: SECRET,
      status: 'streaming',
      attachments: [file],
    }),
    createChat('xanna-purged'),
    { kind: 'chat.purge', chatId: 'xanna-purged' },
    setTitle('xanna-chat', `${SECRET} 1`),
  ]
  await push(anna, number(bodies, 'xanna-change-'))
  const other = number([setTitle('xanna-chat', `${SECRET} 2`)], 'xanna-other-')
  const reply = await push(tablet, other)
  const first = await push(anna, [], { limit: 1, cursor: null })
  const [conflict] = await stage.query(`select id from conflicts where user_id = 'user_xanna'`)
  return {
    user: 'user_xanna',
    chat: 'xanna-chat',
    purged: 'xanna-purged',
    message: 'xanna-message',
    folder: 'xanna-folder',
    conflict: String(Object(conflict).id),
    device: 'xanna-device',
    revoked: 'xanna-old',
    change: 'xanna-change-2',
    file: 'file',
    headToken: String(Object(reply.json['head']).token),
    cursor: String(Object(first.json['page']).to),
  }
}

/** As long as Anna's, at the same place in every order, and of nothing that exists. */
const nobodyLike = (anna: Names): Names => ({
  user: 'user_xnone',
  chat: 'xnone-chat',
  purged: 'xnone-purged',
  message: 'xnone-message',
  folder: 'xnone-folder',
  conflict: anna.conflict.replaceAll(/[0-9a-f]/g, (digit) => (digit === '7' ? '3' : '7')),
  device: 'xnone-device',
  revoked: 'xnone-old',
  change: 'xnone-change-2',
  file: 'elif',
  headToken: anna.headToken.toLowerCase().split('').toReversed().join(''),
  cursor: anna.cursor.replaceAll('xanna', 'xnone'),
})

interface Step {
  readonly route: string
  readonly how?: Ask
}
type Attack = (names: Names) => Step

const clock = (names: Names) => ({
  at: AT,
  deviceId: names.device,
  changeId: names.change,
  revision: 1,
})
const dates = { createdAt: AT, updatedAt: AT, isDeleted: false, revision: 3 }
const chatRow = (id: string, names: Names) => ({
  ...dates,
  entity: 'chat',
  id,
  title: 'mine',
  timestamp: AT,
  parentChatId: names.chat,
  branchFromMessageId: names.message,
  folderId: names.folder,
  pinned: false,
  archived: false,
  deletedAt: null,
  isPurged: false,
  clocks: { title: clock(names) },
})
const messageRow = (id: string, chatId: string, names: Names) => ({
  ...dates,
  entity: 'message',
  id,
  chatId,
  parentId: names.message,
  role: 'user',
  content: 'mine',
  timestamp: AT,
  position: 0,
  model: null,
  status: 'complete',
  attachments: [{ sha256: hash(names.file), name: 'n', mime: 'm', size: 4 }],
  metadata: null,
  deviceId: names.device,
  clocks: {},
})
const conflictRow = (id: string, entityId: string, names: Names) => ({
  entity: 'conflict',
  id,
  revision: 3,
  ofEntity: 'chat',
  entityId,
  field: 'title',
  kept: { value: 'a', clock: clock(names) },
  lost: { value: 'b', clock: clock(names) },
  lostChangeId: names.change,
  lostDeviceId: names.device,
  createdAt: AT,
  resolvedAt: null,
  choice: null,
})
const restore = (row: Body) => ({ kind: 'restore', row })
const base = (names: Names) => ({ changeId: names.change })

/** Every kind of change, with a name in every place that takes one; `own` is a chat of the attacker. */
const CHANGES: readonly ((names: Names) => Body)[] = [
  ({ chat }) => setTitle(chat, 'mine'),
  (names) => setTitle(names.chat, 'mine', base(names)),
  (names) => setTitle('own', 'mine', base(names)),
  ({ purged }) => setTitle(purged, 'mine'),
  ({ chat }) => ({ kind: 'chat.set', chatId: chat, field: 'pinned', value: true, base: null }),
  ({ chat }) => ({
    kind: 'chat.set',
    chatId: chat,
    field: 'deleted',
    value: true,
    base: null,
    seenMessages: 9,
  }),
  ({ folder }) => ({
    kind: 'chat.set',
    chatId: 'own',
    field: 'folderId',
    value: folder,
    base: null,
  }),
  ({ chat }) => append(chat, 'own-2'),
  ({ purged }) => append(purged, 'own-2'),
  ({ message }) => append('own', 'own-2', { parentId: message }),
  ({ message }) => ({
    kind: 'message.set',
    messageId: message,
    field: 'deleted',
    value: true,
    base: null,
  }),
  ({ message }) => ({
    kind: 'message.set',
    messageId: message,
    field: 'content',
    value: 'x',
    base: null,
  }),
  ({ message }) => ({
    kind: 'message.set',
    messageId: message,
    field: 'status',
    value: 'failed',
    base: null,
  }),
  ({ folder }) => ({ kind: 'folder.set', folderId: folder, field: 'name', value: 'x', base: null }),
  ({ folder }) => ({
    kind: 'folder.set',
    folderId: 'own',
    field: 'parentId',
    value: folder,
    base: null,
  }),
  ({ conflict }) => ({ kind: 'conflict.resolve', conflictId: conflict, choice: 'lost' }),
  ({ change }) => ({ changeId: change, ...createChat('own-3') }),
  ({ change }) => ({ changeId: change, kind: 'void' }),
  ({ chat, message }) => createChat('own-4', { parentChatId: chat, branchFromMessageId: message }),
  ({ folder }) => ({ kind: 'folder.create', folder: { id: 'own-5', name: 'f', parentId: folder } }),
  (names) => restore(conflictRow('own-6', names.chat, names)),
  (names) => restore(conflictRow(names.conflict, 'own', names)),
  (names) => restore(messageRow('own-7', names.chat, names)),
  (names) => restore(messageRow('own-7', 'own', names)),
  (names) => restore(messageRow(names.message, 'own', names)),
  (names) => restore(chatRow('own-8', names)),
  // From here on the attacker makes such ids their own, as they may.
  ({ folder }) => ({ kind: 'folder.create', folder: { id: folder, name: 'mine' } }),
  (names) => restore(chatRow(names.chat, names)),
  ({ chat }) => createChat(chat, { title: 'mine' }),
  ({ chat, message }) => append(chat, message, { content: 'mine' }),
  ({ message }) => ({
    kind: 'message.set',
    messageId: message,
    field: 'deleted',
    value: true,
    base: null,
  }),
  ({ purged }) => createChat(purged),
  ({ chat }) => ({ kind: 'chat.purge', chatId: chat }),
  ({ purged }) => ({ kind: 'chat.purge', chatId: purged }),
]

const asRounds = (): readonly Attack[] =>
  CHANGES.map((change, at) => (names) => ({
    route: 'POST /api/sync',
    how: {
      body: {
        direction: 'full',
        deviceId: 'phone',
        sentAt: AT,
        changes: number([change(names)], 'own-change-', at + 2),
      },
    },
  }))

const round = (body: Body): Step => ({
  route: 'POST /api/sync',
  how: { body: { direction: 'full', ...body } },
})

/** A message whose file is not here is held, and takes no number: it comes last. */
const REQUESTS: readonly Attack[] = [
  ({ file }) =>
    round({
      deviceId: 'other-phone',
      changes: number(
        [
          append('own', 'own-9', {
            attachments: [{ sha256: hash(file), name: 'n', mime: 'm', size: 4 }],
          }),
        ],
        'held-',
      ),
    }),
  ({ cursor }) => round({ cursor }),
  ({ cursor }) => round({ cursor: cursor.replace(/^b\.\d+/, 'b.1') }),
  ({ chat }) => round({ cursor: `b.1.5.m.3.${chat}` }),
  ({ chat }) => round({ cursor: `b.1.5.c.${chat}` }),
  ({ folder }) => round({ cursor: `b.1.5.f.${folder}` }),
  ({ headToken }) => round({ seen: { revision: 1, token: headToken } }),
  ({ headToken }) => round({ seen: { revision: 8, token: headToken } }),
  ({ headToken }) => round({ seen: { revision: 1000, token: headToken } }),
  ({ chat }) => ({ route: `GET /api/chats/${chat}/rows` }),
  ({ purged }) => ({ route: `GET /api/chats/${purged}/rows?after=0&limit=1` }),
  ({ message }) => ({ route: `GET /api/chats/${message}/rows` }),
  ({ headToken }) => ({ route: `GET /api/chats/own/rows?seen=8.${headToken}` }),
  ({ chat }) => ({ route: `GET /api/sync/digests?after=${chat}` }),
  ({ device }) => ({ route: `GET /api/sync?deviceId=${device}` }),
  ({ revoked }) => ({ route: `GET /api/sync?deviceId=${revoked}` }),
  ({ device }) => ({ route: `PATCH /api/devices/${device}`, how: { body: { name: 'mine' } } }),
  ({ revoked }) => ({ route: `PATCH /api/devices/${revoked}`, how: { body: { name: 'mine' } } }),
  ({ device }) => ({ route: `DELETE /api/devices/${device}` }),
  ({ revoked }) => ({ route: `DELETE /api/devices/${revoked}` }),
  ({ file }) => ({ route: `GET /api/attachments/${hash(file)}` }),
  ({ file }) => ({ route: `HEAD /api/attachments/${hash(file)}` }),
  ({ file }) => ({
    route: `PUT /api/attachments/${hash(file)}`,
    how: { body: Buffer.from(file), headers: OCTETS },
  }),
  ({ file }) => ({
    route: `PUT /api/attachments/${hash(file)}`,
    how: { body: Buffer.from('no'), headers: OCTETS },
  }),
  ({ user }) => ({ route: 'GET /api/devices', how: { headers: { 'x-expect-user': user } } }),
  ({ user }) => ({
    route: 'POST /api/sync',
    how: { body: 'x', headers: { 'x-expect-user': user } },
  }),
  ({ user }) => round({ userId: user, user_id: user }),
  // A device of such an id is the attacker's own from here on.
  ({ device }) => round({ deviceId: device }),
  ({ revoked }) => round({ deviceId: revoked, changes: number([createChat('own-10')], 'late-') }),
  ({ device }) => round({ deviceId: 'third-phone', retires: device }),
  ({ device }) => round({ deviceId: device }),
  () => round({}),
  () => ({ route: 'GET /api/devices' }),
]

/** The same for both: what they were told to differ in, and what differs each time. */
const normalise = ({ status, text, headers }: Reply, names: Names, me: string): string => {
  const shown = [...headers].filter(
    ([name]) => !['x-request-id', 'date', 'set-cookie'].includes(name),
  )
  let all = `${status} ${JSON.stringify(shown)} ${text}`.replaceAll(me, '<me>')
  const written = { ...names, file: hash(names.file), cursor: names.cursor.split('.').at(-1) ?? '' }
  for (const [role, name] of Object.entries(written)) all = all.replaceAll(name, `<${role}>`)
  return all
    .replaceAll(/\b1\d{12}\b/g, '<time>')
    .replaceAll(/"token":"[^"]*"/g, '"token":"<token>"')
}

test('[P1] in every change and on every route, what is somebody else’s is like what nobody has', async () => {
  const anna = await openAnna()
  const none = nobodyLike(anna)
  const before = await stage.rowsOf('user_xanna')
  const bert = await signedInBrowser(stage.world, 'user_bert', 'phone')
  const carl = await signedInBrowser(stage.world, 'user_carl', 'phone')
  for (const browser of [bert, carl])
    await push(browser, number([createChat('own'), append('own', 'own-1')], 'own-change-'))
  const differences: string[] = []
  const answers: Reply[] = []

  for (const attack of [...asRounds(), ...REQUESTS]) {
    const [one, other] = [attack(anna), attack(none)]
    const mine = await bert.ask(one.route, one.how)
    const theirs = await carl.ask(other.route, other.how)
    const [said, control] = [
      normalise(mine, anna, 'user_bert'),
      normalise(theirs, none, 'user_carl'),
    ]
    if (said !== control)
      differences.push(`${one.route} ${JSON.stringify(one.how)}\n  ${said}\n  ${control}`)
    answers.push(mine)
  }

  expect(differences).toEqual([])
  expect(answers.filter(({ text }) => text.includes(SECRET))).toEqual([])
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
  // Each change was looked at, and none stopped at an earlier door than it should.
  const rounds = answers.slice(0, CHANGES.length).map(({ json }) => JSON.stringify(json['results']))
  expect(rounds.filter((results) => !/"outcome"/.test(results))).toEqual([])
  expect(
    new Set(rounds.map((results) => /"(?:code|outcome)":"(\w+)"[^{]*$/.exec(results)?.[1])).size,
  ).toBeGreaterThan(3)
  expect(await stage.rowsOf('user_xanna')).toBe(before)
})

test('[P1] a sign-in under the id of somebody else’s device is a device of one’s own', async () => {
  const anna = await signedInBrowser(stage.world, 'user_yanna', 'the-same-device')
  const before = await stage.rowsOf('user_yanna')

  const bert = await signedInBrowser(stage.world, 'user_ybert', 'the-same-device')
  await bert.ask('PATCH /api/devices/the-same-device', { body: { name: 'mine' } })
  await push(bert, number([createChat('own')], 'own-'))
  await bert.ask('DELETE /api/devices/the-same-device')

  expect((await bert.ask('GET /api/session')).fault).toBe('session_revoked')
  expect(await stage.rowsOf('user_yanna')).toBe(before)
  expect((await anna.ask('GET /api/session')).status).toBe(200)
})
