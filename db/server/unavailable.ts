/** Tells a database that cannot answer now (try again) from a bug in what it was asked. */

/**
 * True for a lost or refused connection, a timeout, a server that starts or stops, a lock not had in
 * time. The outcome of the transaction is then unknown; a round may be sent again (law I1).
 */
export declare const isUnavailable: (error: unknown) => boolean
