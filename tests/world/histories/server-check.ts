/** What must hold in the server's tables of one person, whatever happened. */

import { recordsIn } from './disk.ts'
import type { Person, World } from './world.ts'

/** Each asks for what must not be there; `$1` is the person, `$2` the letter of the person's ids. */
const WRONG: Readonly<Record<string, string>> = {
  'S1 a token above the head': `select revision from sync_tokens t where user_id = $1
    and revision > (select revision from sync_status s where s.user_id = $1)`,
  'S1 the head without a token': `select revision from sync_status s where user_id = $1
    and revision > 0 and not exists (select from sync_tokens t
      where t.user_id = $1 and t.revision = s.revision)`,
  'S2 a gap in the ledger': `select device_id, seq from (select device_id, seq,
      lag(seq) over (partition by device_id order by seq) as before
    from applied_changes where user_id = $1) l where before <> seq - 1`,
  'S2 a ledger that does not end at the last number': `select d.device_id, d.last_seq
    from devices d where user_id = $1 and last_seq <> coalesce((select max(seq)
      from applied_changes a where a.user_id = $1 and a.device_id = d.device_id), 0)`,
  'S2 a change with two effects': `select change_id from applied_changes where user_id = $1
    and coalesce(outcome->>'outcome', 'applied') not in ('rejected', 'duplicate')
    group by change_id having count(*) > 1`,
  'S3 a revision given twice or not yet': `select revision from (${allRows('revision')}) r
    group by revision having count(*) > 1
      or revision > (select revision from sync_status s where s.user_id = $1)`,
  "S4 somebody else's": `select id from (${allRows('id')}) r where id not like $2 || '-%'
    and $2 <> ''`,
  'I1 taken from a device that had retired': `select a.device_id, seq from applied_changes a
    join devices d on d.user_id = a.user_id and d.device_id = a.device_id
    where a.user_id = $1 and applied_at > retired_at`,
  'S4 a position taken twice': `select chat_id, position from messages where user_id = $1
    group by chat_id, position having count(*) > 1`,
  'D1 a trash that is not what was deleted': `select id, is_deleted, purged_at, trashed_at
    from (${['chats', 'folders']
      .map(
        (table) => `select id, is_deleted, purged_at, trashed_at
      from ${table} where user_id = $1`,
      )
      .join(' union all ')}) d
    where (trashed_at is not null) <> (is_deleted and purged_at is null)`,
  'N3 words of a folder that was erased': `select id, name from folders
    where user_id = $1 and purged_at is not null and name <> ''`,
}

function allRows(column: string): string {
  return ['chats', 'messages', 'folders', 'conflicts']
    .filter((table) => column !== 'id' || table !== 'conflicts')
    .map((table) => `select ${column} from ${table} where user_id = $1`)
    .join(' union all ')
}

const ALL = Object.entries(WRONG)
  .map(
    ([name, sql]) =>
      `select '${name.replaceAll("'", "''")}' as law, coalesce(json_agg(w), '[]')::text as what
       from (${sql}) w having count(*) > 0`,
  )
  .join(' union all ')

export const checkServer = async (world: World, { userId, prefix }: Person): Promise<void> => {
  const [first] = await world.stage.ask(ALL, [userId, prefix])
  if (first !== undefined) throw new Error(`[${first['law']}] ${first['what']}`)
  await checkFiles(world, userId)
  const former = world.devices
    .filter(({ person }) => person.userId === userId)
    .flatMap((device) => recordsIn(device, 'sync')[0]?.retires ?? [])
  const unretired = await world.stage.ask(
    `select f from unnest($2::text[]) f where not exists (select from devices
      where user_id = $1 and device_id = f and retired_at is not null)`,
    [userId, former],
  )
  if (unretired.length > 0) throw new Error(`[I1] not retired: ${JSON.stringify(unretired)}`)
}

/** [N1] whatever bytes a message names and a device of its person has, the server has too. */
const checkFiles = async ({ stage, devices }: World, userId: string): Promise<void> => {
  const here = devices
    .filter(({ person }) => person.userId === userId)
    .flatMap((device) => recordsIn(device, 'attachments').map(({ sha256 }) => sha256))
  const gone = await stage.ask(
    `select m.id, f->>'sha256' as sha256 from messages m, jsonb_array_elements(m.attachments) f
      where m.user_id = $1 and f->>'sha256' = any($2) and not exists (select from attachments a
        where a.user_id = $1 and a.sha256 = f->>'sha256')`,
    [userId, here],
  )
  if (gone.length > 0) throw new Error(`[N1] bytes: ${JSON.stringify(gone)}`)
}
