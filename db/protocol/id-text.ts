/** What ids and hashes look like as text. */

/** Any id. */
export const ID_TEXT = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

/** A SHA-256 in lower-case hex. */
export const SHA256_TEXT = /^[0-9a-f]{64}$/
