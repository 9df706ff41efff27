/** The role that serves requests: owns nothing, bypasses nothing, sees one person at a time. */

/** Cluster-wide, as roles are; it cannot log in and is entered inside each transaction. */
export const APP_ROLE = 'chat_sync_app'
