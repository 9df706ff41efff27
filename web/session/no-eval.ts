/** Imported before any schema is used: compiled with `new Function` it would break the content security policy. */

import * as z from 'zod/mini'

z.config({ jitless: true })
