/** For commands: what the database would log is no business of whoever reads one sentence. */

import type { DatabaseLog } from '../../db/server/database.ts'

export const SILENT: DatabaseLog = { info: () => undefined, warn: () => undefined }
