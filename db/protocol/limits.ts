/** Every size and count that both ends agree on; the server refuses more, the device never sends it. */

/** Changes in one request. */
export const MAX_CHANGES = 500
/** Bytes of a request body as it travels. */
export const MAX_BODY_BYTES = 1024 * 1024
/** Bytes of a request body after inflation. */
export const MAX_INFLATED_BYTES = 8 * 1024 * 1024
/** Rows in one page. */
export const MAX_PAGE_ROWS = 1000
/** Bytes of row JSON after which a page is closed; one larger row still travels alone. */
export const MAX_PAGE_BYTES = 1024 * 1024
/** Bytes of UTF-8 in the content of one message. */
export const MAX_CONTENT_BYTES = 256 * 1024
/** Messages that lead to one that an assistant is to answer. */
export const MAX_ASKED_MESSAGES = 1000
/** Characters in a title; the device cuts a longer one, so that it never becomes a refused change. */
export const MAX_TITLE_LENGTH = 500
/** Characters in the name of a folder, a device or a file. */
export const MAX_NAME_LENGTH = 200
/** Nesting of a JSON body. */
export const MAX_JSON_DEPTH = 32
/** Attachments of one message. */
export const MAX_ATTACHMENTS = 20
/** Bytes of one attachment. */
export const MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
/** Positions of a chat that the device keeps in one record. */
export const BLOCK_SIZE = 64
/** Bytes above which a request body is compressed. */
export const COMPRESS_ABOVE_BYTES = 1024
